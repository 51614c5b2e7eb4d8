import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What the last `run.json` and the reports of a long drill take, several times. */
const reservedBytes = 4 * 1024 * 1024;

/** Space that is kept free on the disk of a record, so that one that fills up does not cost its last words. */
export type Reserve = {
  /** Gives the space back. Idempotent. */
  release(): Promise<void>;
};

/** Takes space for a record. @throws Error (ENOSPC) where there is not as much */
export async function reserveSpace(folder: string): Promise<Reserve> {
  const path = join(folder, '.reserve');
  const release = (): Promise<void> => rm(path, { force: true });
  const file = await open(path, 'w');
  try {
    await file.writeFile(Buffer.alloc(reservedBytes));
  } catch (error) {
    await release();
    throw error;
  } finally {
    await file.close();
  }
  return { release };
}
