import { readdir, rm } from 'node:fs/promises';
import type Docker from 'dockerode';
import { type Claim, claimOf } from '../docker/claim.ts';
import { composeEnded } from '../docker/compose-running.ts';
import { thisOwner } from '../docker/labels.ts';
import { renewEveryMs } from '../docker/lease.ts';
import { type Foreign, findLeftovers, type Leftovers, removeLeftovers } from '../docker/leftovers.ts';
import { journalFolder, runFolder, runsFolder } from '../docker/state-folder.ts';
import { DrillError, messageOf } from '../errors.ts';
import { findJournals } from '../faults/journal.ts';
import { lifeOf } from '../process-owner.ts';
import { DeadlineError, pause, waitFor } from '../wait.ts';

/** What a clean-up did. */
export type Cleaned = {
  readonly removed: readonly Leftovers[];
  /** Runs left alone, with the reason. */
  readonly left: readonly { readonly run: string; readonly why: string }[];
  /** What has our label and is not ours: left alone. */
  readonly foreign: readonly Foreign[];
  /** Every run of which something was there, on the engine or on this machine. */
  readonly known: readonly string[];
};

export type CleanOptions = {
  /** Limits it to some runs. */
  readonly only?: ((run: string) => boolean) | undefined;
  /** Also removes what has a living owner. */
  readonly force?: boolean | undefined;
};

/** Longest wait until all of a clean-up is gone (ms). The engine lets go of mounts and networks by and by. */
const goneWithinMs = 30_000;

/**
 * Removes everything that runs without a living owner left behind: what the labels show on the engine, whoever shares it,
 * and what the journals show on this machine. Who has a claim on a run is asked again right before each removal.
 *
 * @throws DrillError (exit 4) when a `docker compose` of such a run does not end, or something cannot be removed
 */
export async function clean(docker: Docker, options: CleanOptions = {}): Promise<Cleaned> {
  const { only = () => true, force = false } = options;
  const { runs, foreign } = await findLeftovers(docker);
  const journals = await findJournals(journalFolder());
  const folders = await readdir(runsFolder()).catch(() => []);
  const owned = [runs, journals.map(({ owner }) => owner)].flat();
  const known = [...new Set([...owned.map(({ run }) => run), ...folders])];
  const wanted = runs.filter(({ run }) => only(run));
  const left = force ? [] : await claimed(docker, wanted);
  const isClaimed = (run: string): boolean => left.some((one) => one.run === run);
  const removable = wanted.filter(({ run }) => !isClaimed(run));

  // On this machine: what a living process writes is its own, also before it has anything on the engine.
  const alive = force ? [] : journals.filter((one) => one.alive).map(({ owner }) => owner.run);
  const begun = alive
    .filter((run) => only(run) && !isClaimed(run))
    .map((run) => ({ run, why: 'is running' }));
  const isFree = (run: string): boolean => only(run) && !isClaimed(run) && !alive.includes(run);
  const dead = journals.filter(({ owner }) => isFree(owner.run));
  const local = [...dead.map(({ owner }) => owner.run), ...folders.filter(isFree)];
  for (const run of new Set([...removable.map((one) => one.run), ...local])) await composeEnded(run);
  const keptBack = await removeAll(docker, removable, force);
  for (const run of folders.filter(isFree)) await rm(runFolder(run), { recursive: true, force: true });
  for (const { path } of dead) await rm(path, { force: true });
  const removed = removable.filter(({ run }) => !keptBack.some((one) => one.run === run));
  return {
    removed,
    left: [...left, ...begun, ...keptBack],
    foreign: foreign.filter(({ run }) => only(run)),
    known,
  };
}

/** The runs that somebody has a claim on. What only a lease decides is looked at twice: a living owner renews it. */
async function claimed(docker: Docker, runs: readonly Leftovers[]): Promise<Cleaned['left']> {
  const left: { run: string; why: string }[] = [];
  const late: string[] = [];
  for (const one of runs) {
    const claim = await claimOn(one);
    if (!claim.mayRemove) left.push({ run: one.run, why: claim.why });
    else if (claim.by === 'lease') late.push(one.run);
  }
  if (late.length > 0) await pause(renewEveryMs * 1.5);
  for (const run of late) {
    const claim = await claimNow(docker, run);
    if (claim && !claim.mayRemove) left.push({ run, why: claim.why });
  }
  return left;
}

async function claimOn(left: Leftovers): Promise<Claim> {
  return claimOf(left, await lifeOf(left.mark.process), thisOwner);
}

/** Undefined when nothing of it is there any more. */
async function claimNow(docker: Docker, run: string): Promise<Claim | undefined> {
  const [found] = (await findLeftovers(docker, run)).runs;
  return found && claimOn(found);
}

/** @returns the runs that were not removed after all, since somebody has a claim on them now */
async function removeAll(
  docker: Docker,
  runs: readonly Leftovers[],
  force: boolean,
): Promise<Cleaned['left']> {
  const left: { run: string; why: string }[] = [];
  for (const { run } of runs) {
    const why = await removeRun(docker, run, force).catch((error: unknown) => {
      if (!(error instanceof DeadlineError)) throw error;
      throw new DrillError('cleanup', error.message, {
        hint: 'Run `ha-drill clean` again; `docker ps -a` shows what is left.',
      });
    });
    if (why !== undefined) left.push({ run, why });
  }
  return left;
}

/**
 * Removes until nothing of a run is found any more: what the engine is still busy with is found again.
 *
 * @returns why it was left alone after all, or undefined
 */
async function removeRun(docker: Docker, run: string, force: boolean): Promise<string | undefined> {
  let trouble = '';
  const refusal = async (): Promise<string | undefined> => {
    const claim = force ? undefined : await claimNow(docker, run);
    return claim && !claim.mayRemove ? claim.why : undefined;
  };
  const options = { what: `nothing of ${run} is left`, deadlineMs: goneWithinMs, everyMs: 100 };
  return waitFor(options, async () => {
    const [found] = (await findLeftovers(docker, run)).runs;
    if (!found) return { done: true, value: undefined };
    const why = await refusal();
    if (why !== undefined) return { done: true, value: why };
    const mayRemove = async (): Promise<boolean> => (await refusal()) === undefined;
    await removeLeftovers(docker, found, mayRemove).catch((error: unknown) => {
      trouble = messageOf(error);
    });
    return { done: false, state: trouble };
  });
}
