import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { execa } from 'execa';
import { dockerClient, engineVersion } from '../docker/docker.ts';
import { stateFolder } from '../docker/state-folder.ts';
import { environmentError, messageOf } from '../errors.ts';
import { type Condition, DeadlineError, waitFor } from '../wait.ts';
import { isEngineAlive, removeStaleEngine } from './engine-stale.ts';
import { hasSystemd } from './facts.ts';

/** Milliseconds an engine may take to answer. A revived one first clears the containers it finds as running. */
const deadlineMs = 90_000;

/**
 * Starts the installed engine, also after one that died; resolves when it answers.
 *
 * @throws DrillError (exit 3) with the end of its log when it does not
 */
export async function startEngine(report: (line: string) => void): Promise<void> {
  await ((await hasSystemd()) ? startBySystemd(report) : startByHand(report));
}

async function startBySystemd(report: (line: string) => void): Promise<void> {
  report('starting the Docker Engine (systemctl start docker)');
  const start = await execa('systemctl', ['start', 'docker'], { all: true, reject: false });
  try {
    await answers(() => undefined);
  } catch (error) {
    const { stdout } = await execa('journalctl', ['-u', 'docker', '-n', '20', '--no-pager'], {
      reject: false,
    });
    throw notStarted(error, [start.all, stdout].join('\n'));
  }
}

/** In a session of its own, so that it outlives this process and its terminal. */
async function startByHand(report: (line: string) => void): Promise<void> {
  if (await isEngineAlive()) return awaitStarting(report);
  const removed = await removeStaleEngine();
  if (removed.length > 0) report(`a dead engine left ${removed.join(', ')}: removed`);
  const { log, path } = await openLog();
  report(`starting the Docker Engine (dockerd; its log: ${path})`);
  const child = spawn('dockerd', [], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `dockerd ended with ${signal ?? `exit code ${code}`}`;
  });
  child.unref();
  try {
    await answers(() => ended);
  } catch (error) {
    throw notStarted(error, await readFile(path, 'utf8').catch(() => ''));
  } finally {
    await log.close();
  }
}

/** Somebody has just started it, or it hangs: then only its owner may end it. */
async function awaitStarting(report: (line: string) => void): Promise<void> {
  report('the Docker Engine runs but does not answer yet: waiting for it');
  await answers(() => undefined).catch((error: unknown) => {
    throw environmentError(`The Docker Engine runs, but gave no answer within ${deadlineMs / 1000} s.`, {
      hint: 'It hangs: restart it, then run `ha-drill setup` again.',
      cause: error,
    });
  });
}

/** Waits until the engine answers; gives up early when `ended` tells that it died. */
async function answers(ended: () => string | undefined): Promise<void> {
  const docker = dockerClient();
  await waitFor(
    { what: 'the Docker Engine answers', deadlineMs, everyMs: 200 },
    async (): Promise<Condition<string>> => {
      const death = ended();
      if (death) throw new Error(death);
      try {
        return { done: true, value: await engineVersion(docker) };
      } catch (error) {
        return { done: false, state: messageOf(error) || String(error) };
      }
    },
  );
}

async function openLog() {
  const candidates = ['/var/log/ha-drill-dockerd.log', join(stateFolder(), 'dockerd.log')];
  for (const path of candidates) {
    await mkdir(dirname(path), { recursive: true }).catch(() => undefined);
    const log = await open(path, 'w').catch(() => undefined);
    if (log) return { log, path };
  }
  throw environmentError(`Neither ${candidates.join(' nor ')} can be written, so dockerd would have no log.`);
}

function notStarted(error: unknown, log: string): Error {
  const why = error instanceof DeadlineError ? `no answer within ${deadlineMs / 1000} s` : messageOf(error);
  const end = log.trim().split('\n').slice(-15).join('\n');
  return environmentError(`The Docker Engine did not start: ${why}. The end of its log:\n${end}`, {
    hint: 'Start it by hand and run `ha-drill setup` again.',
    cause: error,
  });
}
