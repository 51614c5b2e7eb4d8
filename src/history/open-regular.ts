import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * Opens a file of a record for reading, or tells in a clause why it cannot be read. A record may come from anybody: what
 * is no regular file (a pipe, a device, a folder) is never waited for.
 */
export async function openRegular(
  path: string,
): Promise<{ readonly handle: FileHandle; readonly size: number } | string> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return code === 'ENOENT' ? 'is missing' : `cannot be opened (${code || String(error)})`;
  }
  const stats = await handle.stat().catch(() => undefined);
  if (stats?.isFile()) return { handle, size: stats.size };
  await handle.close();
  return `is not a file but ${kindOf(stats)}`;
}

function kindOf(stats: Stats | undefined): string {
  if (stats?.isDirectory()) return 'a folder';
  if (stats?.isFIFO()) return 'a named pipe';
  return 'something else';
}
