import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { pause } from '../wait.ts';
import { readLines } from './lines.ts';

/**
 * Follows what a container writes, from its creation on and also after it is started again: a log that is followed
 * ends with its container. Every line is told once.
 *
 * `onLost` is called when it cannot be followed any more, since the container is gone for instance.
 */
export async function followContainerLog(
  container: Docker.Container,
  onLine: (line: string) => void,
  onLost: (error: unknown) => void,
): Promise<{ stop(): void }> {
  const stopping = new AbortController();
  const first = await followOneLife(container, 0, stopping.signal, onLine);
  followNextLives(container, first, stopping.signal, onLine).catch((error) => {
    if (!stopping.signal.aborted) onLost(error);
  });
  return { stop: () => stopping.abort() };
}

/** The time between a start of a container and its end. */
type Life = {
  /** When it began, as the engine writes it. */
  readonly startedAt: string;
  /** Resolves when its log is over. */
  readonly ended: Promise<void>;
};

async function followNextLives(
  container: Docker.Container,
  first: Life,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<never> {
  for (let life = first; ; ) {
    await life.ended;
    const startedAt = await nextStart(container, life.startedAt, signal);
    life = await followOneLife(container, Date.parse(startedAt) / 1000, signal, onLine);
  }
}

/** `since` in seconds of Unix time. */
async function followOneLife(
  container: Docker.Container,
  since: number,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<Life> {
  const { StartedAt: startedAt } = (await container.inspect()).State;
  const stream = await container.logs({ stdout: true, stderr: true, follow: true, since });
  const text = new PassThrough();
  container.modem.demuxStream(stream, text, text);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const end = (): void => {
    text.end();
    resolve();
  };
  stream.on('end', end).on('close', end).on('error', end);
  const cut = (): void => {
    if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
  };
  signal.addEventListener('abort', cut, { once: true });
  readLines(text, onLine);
  return { startedAt, ended };
}

/** Waits until a container runs by another start than the one given. @throws the signal's reason */
async function nextStart(container: Docker.Container, after: string, signal: AbortSignal): Promise<string> {
  for (;;) {
    const { Running: running, StartedAt: startedAt } = (await container.inspect()).State;
    if (running && startedAt !== after) return startedAt;
    await pause(50, signal);
  }
}
