import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What the last `run.json` and the reports of a long drill take, several times. */
const reservedBytes = 4 * 1024 * 1024;

/** Space that is kept free on the disk of a record, so that one that fills up does not cost its last words. */
export type Reserve = {
  /** Gives the space back. Idempotent. */
  release(): Promise<void>;
};

/**
 * Takes space for a record, in a file that has lost its name: the kernel gives it back when this process ends, however it
 * ends.
 *
 * @throws Error (ENOSPC) where there is not as much
 */
export async function reserveSpace(folder: string): Promise<Reserve> {
  const path = join(folder, '.reserve');
  const file = await open(path, 'w');
  let released: Promise<void> | undefined;
  const release = (): Promise<void> => {
    released ??= file.close();
    return released;
  };
  try {
    await rm(path);
    await file.writeFile(Buffer.alloc(reservedBytes));
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}
