import { aptInstall } from '../docker/apt.ts';
import { connectDocker } from '../docker/docker.ts';
import { ensureImages } from '../docker/images.ts';
import { environmentError } from '../errors.ts';
import { installComposePlugin } from './compose-plugin.ts';
import { installClient, installEngine } from './engine-install.ts';
import { startEngine } from './engine-start.ts';
import { observeFacts } from './facts.ts';
import { planSetup, type SetupStep, setupSteps } from './plan.ts';

type Report = (line: string) => void;

const actions: Record<SetupStep, (report: Report) => Promise<void>> = {
  'install-engine': installEngine,
  'install-iptables': (report) => aptInstall(['iptables'], report),
  'start-engine': startEngine,
  'install-client': installClient,
  'install-compose': installComposePlugin,
};

/**
 * Makes this machine ready for drills: Docker Engine, Compose v2, images. Idempotent: on a ready machine it only
 * looks.
 *
 * @param options.consent asked before anything is installed or started, with what would be done
 * @throws DrillError (exit 3) when something is missing that cannot be installed here, or consent is refused
 */
export async function setUp(options: {
  report: Report;
  consent: (todo: readonly string[]) => Promise<boolean>;
}): Promise<void> {
  const { report } = options;
  const { steps, obstacles } = planSetup(await observeFacts());
  if (obstacles.length > 0) throw notPossible(obstacles);
  const todo = steps.map((step) => setupSteps[step]);
  if (todo.length > 0 && !(await options.consent(todo))) {
    throw environmentError(`Nothing was changed. Still to do:\n${list(todo)}`);
  }
  for (const step of steps) await actions[step](report);
  if (steps.length > 0) await verify();
  await ensureImages(await connectDocker(), report);
}

/** What was done must show: the same look as at the start finds nothing to do. */
async function verify(): Promise<void> {
  const { steps, obstacles } = planSetup(await observeFacts());
  const left = [...obstacles, ...steps.map((step) => setupSteps[step])];
  if (left.length > 0) throw environmentError(`After setting up there is still to do:\n${list(left)}`);
}

function notPossible(obstacles: readonly string[]): Error {
  return environmentError(
    `This machine lacks something that cannot be set up from here:\n${list(obstacles)}`,
    {
      hint: 'Then run `ha-drill setup` again.',
    },
  );
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `  - ${line}`).join('\n');
}
