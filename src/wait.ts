/** Thrown when a deadline passes first. `state` is the last thing the condition said. */
export class DeadlineError extends Error {
  readonly state: string;

  constructor(what: string, deadlineMs: number, state: string) {
    super(`${what}: not within ${Math.round(deadlineMs)} ms (${state})`);
    this.name = 'DeadlineError';
    this.state = state;
  }
}

/** What a condition answers: its value once it holds, or why it does not hold yet. */
export type Condition<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly state: string };

export type WaitOptions = {
  /** What is awaited, for the error. */
  readonly what: string;
  readonly deadlineMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Asks a condition again and again until it holds; resolves with its value.
 *
 * @throws DeadlineError with the condition's last answer when the deadline passes
 * @throws the signal's reason when it is aborted
 */
export async function waitFor<T>(
  options: WaitOptions,
  condition: () => Condition<T> | Promise<Condition<T>>,
): Promise<T> {
  const startedAtMs = performance.now();
  for (;;) {
    options.signal?.throwIfAborted();
    const answer = await condition();
    if (answer.done) return answer.value;
    if (performance.now() - startedAtMs > options.deadlineMs) {
      throw new DeadlineError(options.what, options.deadlineMs, answer.state);
    }
    await pause(options.everyMs ?? 50, options.signal);
  }
}

/** Resolves after `ms`, or rejects at once with the signal's reason. For schedules and polling, never to hope. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

/**
 * A promise that is given up once a signal is aborted and it has not ended `graceMs` later: rejects with the signal's
 * reason, whether or not the promise ever ends.
 */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal, graceMs = 0): Promise<T> {
  promise.catch(() => undefined);
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const abort = (): void => {
    timer = setTimeout(() => reject(signal.reason), graceMs);
  };
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, givenUp]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/**
 * A promise with a hard deadline: rejects with `message` when it passes first, and calls `onTimeout` (to cut
 * the connection that hangs).
 */
export async function within<T>(
  promise: Promise<T>,
  ms: number,
  message: string,
  onTimeout?: () => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onTimeout?.();
      reject(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
    }, ms);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
    promise.catch(() => undefined);
  }
}
