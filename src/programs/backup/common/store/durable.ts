import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { environmentError } from '../../../../errors.ts';

/** Writes a text that survives a power loss once this resolves: its bytes are on the disk, its name may not be. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file: a crash leaves the old text or the new one. On the disk when this resolves. */
export async function replaceDurably(path: string, text: string): Promise<void> {
  const beside = `${path}.writing`;
  await writeDurably(beside, text);
  await rename(beside, path);
  await sync(dirname(path));
}

/** Has the disk hold what was written to a file, or the names in a folder. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Does work that writes to a store.
 *
 * @throws DrillError (exit 3) that says so when the store is full; any other error as it is
 */
export async function writingTo<T>(store: string, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
    throw environmentError(`The store ${store} is full: there was no room to write ${what} (${code}).`, {
      hint: 'give its volume more room, or let retention keep less; what was written so far does not count',
      cause: error,
    });
  }
}
