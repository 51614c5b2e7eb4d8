import { messageOf } from './errors.ts';

/**
 * Uses something and cleans up after it, as `finally` does, but the first error is the one that is told: what fails in the
 * clean-up after it is a line of its message.
 */
export async function cleaningUp<T>(use: () => Promise<T>, cleanUp: () => Promise<void>): Promise<T> {
  let result: T;
  try {
    result = await use();
  } catch (first) {
    await cleanUpAfter(first, cleanUp);
    throw first;
  }
  await cleanUp();
  return result;
}

/** Cleans up after an error, which gets a line for what fails then. Never rejects. */
export async function cleanUpAfter(first: unknown, cleanUp: () => Promise<void>): Promise<void> {
  try {
    await cleanUp();
  } catch (second) {
    // The same cause twice is told once.
    if (first instanceof Error && messageOf(second) !== first.message)
      first.message += `\nCleaning up after that failed, too: ${messageOf(second)}`;
  }
}
