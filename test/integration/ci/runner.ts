import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { packageRoot } from '../../../src/package-root.ts';
import { plantRuns } from '../../unit/compare/plant-runs.ts';
import { folderWith } from '../../unit/document/files.ts';

/** A machine of a CI service: a checkout, and an `npx` that finds this ha-drill and makes no drill. */
export type Machine = {
  readonly checkout: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What `npx` was asked for so far, a line each. */
  calls(): Promise<string[]>;
};

const root = fileURLToPath(packageRoot);

/** A drill or a suite leaves what was planted, and ends with the exit code that was; all else is done by ha-drill itself. */
const npx = `#!/usr/bin/env bash
shift
echo "$*" >> "$CALLS"
shift
case "$1" in
  setup) exit 0 ;;
  gate)
    if [ "$2" = --until-certain ]; then
      cp -r "$PLANTED/." reports/ci
      exec "$NODE" "$ROOT/src/cli/main.ts" gate reports/ci "\${@:7}"
    fi
    exec "$NODE" "$ROOT/src/cli/main.ts" "$@"
    ;;
  run | suite)
    while [ "$1" != --out ]; do shift; done
    mkdir -p "$2" && cp -r "$PLANTED/." "$2"
    exit "$DRILLED"
    ;;
  *) exec "$NODE" "$ROOT/src/cli/main.ts" "$@" ;;
esac
`;

const scenarioText = `name: kill-primary
question: How long can nobody write?
topology: semisync
method:
  - { fault: kill, target: primary }
objectives:
  rto-service: <= 5s
  rpo-rows: <= 0
`;

/** Files below `runs/`, as drills with these RTOs (ms) leave them. */
export function recordsOf(
  rtos: readonly number[],
  verdict: 'pass' | 'fail' = 'pass',
): Record<string, string> {
  const files = plantRuns(rtos, { rpo: 0, verdict }).flatMap(({ manifest, result }) => {
    const objectives = result.objectives.map((one) => ({
      ...one,
      verdict: one.measure === 'rto-service' ? verdict : ('pass' as const),
    }));
    const told = { ...manifest, scenarioText, scenarioFile: 'drills/kill-primary.yml' };
    return [
      [`runs/${manifest.run}/run.json`, JSON.stringify(told)],
      [`runs/${manifest.run}/result.json`, JSON.stringify({ ...result, objectives })],
    ];
  });
  return Object.fromEntries(files);
}

/**
 * A machine whose drills leave `planted` and end with exit code `drilled`.
 *
 * @param files of the checkout
 */
export async function machineWith(
  planted: Readonly<Record<string, string>>,
  drilled: number,
  files: Readonly<Record<string, string>> = {},
): Promise<Machine> {
  const place = await folderWith({ 'bin/npx': npx, calls: '' });
  await chmod(join(place, 'bin/npx'), 0o755);
  const write = async (folder: string, all: Readonly<Record<string, string>>) => {
    await mkdir(join(place, folder), { recursive: true });
    for (const [path, text] of Object.entries(all)) {
      await mkdir(join(place, folder, path, '..'), { recursive: true });
      await writeFile(join(place, folder, path), text);
    }
  };
  await write('planted', planted);
  await write('checkout', files);
  return {
    checkout: join(place, 'checkout'),
    environment: {
      PATH: `${join(place, 'bin')}:/usr/local/bin:/usr/bin:/bin`,
      HOME: place,
      NODE: process.execPath,
      ROOT: root,
      CALLS: join(place, 'calls'),
      PLANTED: join(place, 'planted'),
      DRILLED: String(drilled),
    },
    calls: async () => (await readFile(join(place, 'calls'), 'utf8')).split('\n').slice(0, -1),
  };
}

/** All but the drill itself, and the setup of the machine, is done by ha-drill. */
const npxOfFakes = `#!/usr/bin/env bash
shift 2
if [ "$1" = setup ]; then exit 0; fi
exec "$NODE" "$ROOT/test/integration/ci/fake-drills.ts" "$@"
`;

/** A machine with a checkout, whose drills are fakes with this RTO (ms). */
export async function machineOfFakes(
  rtoMs: number,
  files: Readonly<Record<string, string>>,
): Promise<Machine> {
  const machine = await machineWith({}, 0, files);
  await writeFile(join(machine.checkout, '../bin/npx'), npxOfFakes);
  return { ...machine, environment: { ...machine.environment, RTO_MS: String(rtoMs) } };
}

/** Runs a script as a CI service does. */
export async function runScript(
  script: string,
  { checkout, environment }: Machine,
  variables: Readonly<Record<string, string>>,
  words: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const [shell = 'bash', ...options] = words;
  const path = join(checkout, '..', 'script.sh');
  await writeFile(path, script);
  const ended = await execa(shell, [...options, path], {
    cwd: checkout,
    env: { ...environment, ...variables },
    extendEnv: false,
    reject: false,
  });
  return { code: ended.exitCode ?? 1, stdout: ended.stdout, stderr: ended.stderr };
}
