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
  const listening = onceEach(onLine);
  const first = await followOneLife(container, listening, stopping.signal);
  followNextLives(container, first, listening, stopping.signal).catch((error) => {
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
  listening: Listening,
  signal: AbortSignal,
): Promise<never> {
  for (let life = first; ; ) {
    await life.ended;
    await nextStart(container, life.startedAt, signal);
    life = await followOneLife(container, listening, signal);
  }
}

type Listening = {
  /** The second of the newest line that was told (Unix time, s). */
  sinceS(): number;
  /** For the lines of one more stream, each behind the time that the engine gives it. */
  listener(): (stamped: string) => void;
};

/**
 * Tells of each stream what no earlier one had, by the times of its lines. The start of a container tells nothing: its
 * process may write before the engine notes that it started.
 */
function onceEach(onLine: (line: string) => void): Listening {
  let newest = '';
  return {
    sinceS: () => (newest === '' ? 0 : Math.floor(Date.parse(newest) / 1000)),
    listener: () => {
      const told = newest;
      return (stamped) => {
        const [at = ''] = stamped.split(' ', 1);
        if (at <= told) return;
        newest = at;
        const line = stamped.slice(at.length + 1);
        if (line !== '') onLine(line);
      };
    },
  };
}

async function followOneLife(
  container: Docker.Container,
  { sinceS, listener }: Listening,
  signal: AbortSignal,
): Promise<Life> {
  const { StartedAt: startedAt } = (await container.inspect()).State;
  const options = { stdout: true, stderr: true, follow: true, timestamps: true } as const;
  const stream = await container.logs({ ...options, since: sinceS() });
  const text = new PassThrough();
  container.modem.demuxStream(stream, text, text);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const end = (): void => {
    text.end();
  };
  stream.on('end', end).on('close', end).on('error', end);
  const cut = (): void => {
    if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
  };
  signal.addEventListener('abort', cut, { once: true });
  readLines(text, listener()).on('close', resolve);
  return { startedAt, ended };
}

/** Waits until a container runs by another start than the one given. @throws the signal's reason */
async function nextStart(container: Docker.Container, after: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { Running: running, StartedAt: startedAt } = (await container.inspect()).State;
    if (running && startedAt !== after) return;
    await pause(50, signal);
  }
}
