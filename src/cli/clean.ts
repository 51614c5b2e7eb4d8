import { Command } from 'commander';
import { connectDocker } from '../docker/docker.ts';
import { runLabel } from '../docker/labels.ts';
import type { Leftovers } from '../docker/leftovers.ts';
import { removeStackImages, stackImages } from '../docker/stack-images.ts';
import { shortened } from '../document/shortened.ts';
import { closest } from '../document/suggest.ts';
import { type Cleaned, clean } from '../drill/clean.ts';
import { isRunId } from '../drill/run-id.ts';
import { usageError } from '../errors.ts';
import { print, tell } from './output.ts';

type Options = { run?: string; all?: boolean; force?: boolean; images?: boolean };

/** `ha-drill clean`: removes what earlier runs left; what has a living owner is left alone. */
export function cleanCommand(): Command {
  return new Command('clean')
    .description('heal and remove whatever earlier runs left, also after kill -9 or a reboot')
    .option('--run <id>', 'only this run')
    .option('--all', 'with --force: of every owner')
    .option('--force', 'also what has a living owner, with --run or --all')
    .option('--images', 'also images that were built for copies of stacks, where no container uses them')
    .addHelpText('after', whatIsLeft)
    .action(async (options: Options) => {
      requireMeaning(options);
      const { run, force, images } = options;
      const docker = await connectDocker();
      const only = run === undefined ? undefined : (one: string) => one === run;
      const cleaned = await clean(docker, { only, force });
      report(cleaned, run);
      for (const tag of images ? await removeStackImages(docker) : []) print(`removed the image ${tag}`);
      const kept = run === undefined ? await stackImages(docker) : [];
      if (kept.length > 0) tell(keptImages(kept, images === true));
    });
}

const whatIsLeft = `
A run is left alone while its process lives or, where that process cannot be seen (another host, another container),
while somebody renews its lease on the engine; and what was started with \`up\` or --keep, by all but its owner.`;

/** @throws DrillError (exit 64) for options that would remove more, or other things, than they seem to */
function requireMeaning({ run, all, force }: Options): void {
  if (run === '') throw usageError('--run: expected the name of a run, found nothing');
  if (run !== undefined && all) throw usageError('--run and --all: expected one of them');
  if (all && !force) {
    throw usageError(
      '--all removes drills that are running, whoever runs them: it is done with --force only.',
      'What has no living owner is removed without either: ha-drill clean',
    );
  }
  if (force && !all && run === undefined) throw usageError('--force: expected --run ID or --all with it');
}

function report({ removed, left, foreign, known }: Cleaned, run: string | undefined): void {
  for (const one of left) tell(`${one.run} ${one.why}: left alone`);
  for (const one of foreign) {
    const whose = 'ha-drill names an owner beside it, so that this is not its own';
    tell(`${one.what}: labelled ${runLabel}=${one.run}; ${whose}: left alone`);
  }
  for (const one of removed) print(describe(one));
  if (removed.length > 0) return;
  if (run === undefined) return void print('nothing to clean');
  if (!known.includes(run) && foreign.length === 0) requireRunId(run, known);
  print(`nothing to clean of ${run}`);
}

/** Two runs of one scenario differ in more letters than that, as a rule. */
const mostSlips = 2;

/** A run that is cleaned already is no mistake; a name that no run can have, or that is nearly one that is there, is. */
function requireRunId(run: string, known: readonly string[]): void {
  const slip = closest(run, known, mostSlips);
  if (isRunId(run) && slip === undefined) return;
  const near = slip ?? closest(run, known);
  throw usageError(
    `--run ${shortened(run, 60)}: there is nothing of such a run.`,
    near ? `Did you mean ${near}?` : 'A run is called as its folder is: 20260131-120000-kill-primary-0a1b',
  );
}

/** Images are no leftovers: with them the next drill of a stack does not build again. */
function keptImages(tags: readonly string[], asked: boolean): string {
  const count = tags.length === 1 ? '1 image that was' : `${tags.length} images that were`;
  const why = asked ? 'which containers use' : 'as a cache; `--images` removes those that no container uses';
  return `kept ${count} built for copies of stacks, ${why}: ${tags.join(', ')}`;
}

export function describe(left: Leftovers): string {
  const { containers, networks, volumes } = left;
  return `removed ${left.run}: ${containers.length} containers, ${networks.length} networks, ${volumes.length} volumes`;
}
