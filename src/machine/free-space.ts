import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { environmentError } from '../errors.ts';
import { formatBytes } from '../formats/units.ts';

/** A folder that a drill writes to, and how much it needs there. */
export type Space = { readonly what: string; readonly folder: string; readonly leastBytes: number };

/** A record of some minutes, and its report. */
export const recordBytes = 64 * 1024 * 1024;
/** A journal, a compose file, and copies of a stack's configuration. */
export const stateBytes = 16 * 1024 * 1024;

/** Bytes that may be written to a folder, or to where it will be made; undefined where nobody can tell. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  const path = resolve(folder);
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return path === dirname(path) ? undefined : freeBytes(dirname(path));
  }
}

/** Folders with too little space, a line each. */
export async function lackingSpace(spaces: readonly Space[]): Promise<string[]> {
  const found = await Promise.all(
    spaces.map(async (space) => ({ space, free: await freeBytes(space.folder) })),
  );
  return found.flatMap(({ space, free }) =>
    free !== undefined && free < space.leastBytes
      ? [
          `${space.what} ${space.folder}: expected ${formatBytes(space.leastBytes)} free, found ${formatBytes(free)}`,
        ]
      : [],
  );
}

/** @throws DrillError (exit 3) naming each folder with too little space */
export async function requireSpace(spaces: readonly Space[]): Promise<void> {
  const lacking = await lackingSpace(spaces);
  if (lacking.length === 0) return;
  throw environmentError(`Not enough space for a drill:\n  ${lacking.join('\n  ')}`, {
    hint: 'Free some, or choose another folder (--out; XDG_STATE_HOME for the state). Nothing was started.',
  });
}
