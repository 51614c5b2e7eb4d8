import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentError, messageOf } from '../../../../errors.ts';
import { isAlive, type ProcessOwner, processOwner } from '../../../../process-owner.ts';
import { waitFor } from '../../../../wait.ts';

/** A MySQL server in this container, beside the program. */
export type OwnServer = {
  readonly what: string;
  readonly datadir: string;
  /** Its own folder for what the supervisor keeps while it runs. */
  readonly run: string;
  readonly options: readonly string[];
};

/** Where the service and its servers keep what lasts as long as they run. No other folder of /run is theirs. */
export const runFolder = '/run/ha-drill-backup';

const startWithinMs = 120_000;
const stopWithinMs = 60_000;

/**
 * Starts a server under the supervisor of the nodes, on what is in its datadir, or on a blank one; it goes on when this
 * process ends. Resolves when `connects` does.
 *
 * @throws DrillError (exit 3) with the end of its log when it does not start
 */
export async function startOwnServer(
  { what, datadir, run, options }: OwnServer,
  connects: () => Promise<void>,
  onStarted: (owner: ProcessOwner) => Promise<void> = async () => undefined,
): Promise<ProcessOwner> {
  await mkdir(run, { recursive: true });
  const logFile = join(run, 'server.log');
  const log = openSync(logFile, 'w');
  const supervisor = spawn('/bin/sh', ['/ha-drill/supervisor.sh', ...options], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, HA_DRILL_DATADIR: datadir, HA_DRILL_RUN: run },
  });
  supervisor.unref();
  const failed = async () => {
    const lines = (await readFile(logFile, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-15);
    return environmentError(`${what} did not start:\n${lines.join('\n')}`);
  };
  const owner = supervisor.pid === undefined ? undefined : await processOwner(supervisor.pid);
  if (!owner) throw await failed();
  await onStarted(owner);
  await waitFor({ what, deadlineMs: startWithinMs, everyMs: 50 }, async () => {
    if (!(await isAlive(owner))) throw await failed();
    try {
      await connects();
      return { done: true, value: undefined };
    } catch (error) {
      return { done: false, state: messageOf(error) };
    }
  });
  return owner;
}

/** Stops a server cleanly. One that has ended is no error. */
export async function stopOwnServer({ what }: Pick<OwnServer, 'what'>, owner: ProcessOwner): Promise<void> {
  if (await isAlive(owner)) process.kill(owner.pid, 'SIGTERM');
  await waitFor({ what: `${what} to stop`, deadlineMs: stopWithinMs, everyMs: 20 }, async () =>
    (await isAlive(owner)) ? { done: false, state: 'it runs' } : { done: true, value: undefined },
  );
  // What the supervisor started beside the server.
  killGroup(owner.pid);
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
}
