import { rm } from 'node:fs/promises';
import type Docker from 'dockerode';
import { startClock } from '../clock.ts';
import { takeLease } from '../docker/lease.ts';
import { journalFolder, runFolder } from '../docker/state-folder.ts';
import { type DrillError, environmentError, messageOf } from '../errors.ts';
import { openJournal } from '../faults/journal.ts';
import { openRecord } from '../history/writer.ts';
import type { Drill, DrillPlan, Expect, Progress } from './drill.ts';
import { drillEvents } from './events.ts';
import { undoStack } from './undo-stack.ts';

/** Where a drill happens, and who watches. */
export type DrillHost = {
  readonly docker: Docker;
  /** Tags of the images by name. */
  readonly images: Readonly<Record<string, string>>;
  readonly progress: Progress;
  readonly interrupt: AbortSignal;
  /** Asked once the cluster is healthy; what it answers is recorded. */
  readonly expect?: Expect;
};

/** Starts the record, the journal and the lease of a drill, and nothing else. */
export async function openDrill(plan: DrillPlan, host: DrillHost): Promise<Drill> {
  const broken = new AbortController();
  const clock = startClock();
  // First of all: by its journal a run is known to be alive.
  const journal = await openJournal(journalFolder(), plan.run);
  const forget = async (error: unknown): Promise<never> => {
    await journal.remove();
    throw error;
  };
  const record = await openRecord(plan.folder, (error) =>
    broken.abort(notRecorded(plan.folder, error)),
  ).catch(forget);
  // And by its lease to all others who share the engine.
  const lease = await takeLease(host.docker, plan.run, { kept: plan.keep }).catch(async (error: unknown) => {
    await record.close();
    return forget(error);
  });
  const undo = undoStack();
  undo.push('give the lease back', lease.remove);
  const events = drillEvents();
  const recordEvent: Drill['recordEvent'] = (event) => {
    record.event(event);
    events.publish(event);
  };
  return {
    plan,
    docker: host.docker,
    images: host.images,
    clock,
    record,
    journal,
    undo,
    events,
    progress: host.progress,
    expect: host.expect,
    signal: AbortSignal.any([host.interrupt, broken.signal]),
    abort: (reason) => broken.abort(reason),
    recordEvent,
    say: (type, text, more) => recordEvent({ atMs: clock.nowMs(), source: 'harness', type, text, ...more }),
  };
}

/** The environment's error by which a drill ends whose record cannot be written any more. */
function notRecorded(folder: string, cause: unknown): DrillError {
  return environmentError(`The record in ${folder} cannot be written any more: ${messageOf(cause)}`, {
    hint: 'Free space there, or choose another folder with --out.',
    cause,
  });
}

/** Removes what a run whose every part is undone still has on this machine, apart from its record. */
export async function forgetRun({ plan, journal }: Drill): Promise<void> {
  await rm(runFolder(plan.run), { recursive: true, force: true });
  await journal.remove();
}
