import { access, constants, mkdir, mkdtemp, realpath, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { shortened } from '../document/shortened.ts';
import { type DrillError, messageOf, usageError } from '../errors.ts';

/**
 * Makes sure, before anything starts, that a folder of the command line can be written to: a drill must not end
 * without a place for its record. What was made only to find out is removed again.
 *
 * @throws DrillError (exit 64) with what stands in the way
 */
export async function requireWritableFolder(option: string, folder: string): Promise<void> {
  if (folder === '') throw usageError(`${option}: expected a folder, found an empty text`);
  const absolute = resolve(folder);
  try {
    if (/^\/(proc|sys)(\/|$)/.test(await existingAbove(absolute)))
      throw usageError(
        `${option} ${shortened(folder)}: expected a folder on a disk, found one of the kernel`,
      );
    const made = await mkdir(absolute, { recursive: true });
    try {
      await rmdir(await mkdtemp(join(absolute, '.ha-drill-')));
    } finally {
      if (made !== undefined) await removeUpTo(absolute, made);
    }
  } catch (error) {
    throw notWritable(option, folder, 'folder', error);
  }
}

/**
 * Makes sure that a file of the command line can be written, its folder made where it is missing.
 *
 * @throws DrillError (exit 64) with what stands in the way
 */
export async function requireWritableFile(option: string, file: string): Promise<void> {
  if (file === '') throw usageError(`${option}: expected a file, found an empty text`);
  const status = await stat(file).catch(() => undefined);
  if (status && !status.isFile()) {
    const found = status.isDirectory() ? 'a folder' : 'a device, FIFO or socket';
    throw usageError(`${option} ${shortened(file)}: expected a file, found ${found}`);
  }
  if (!status) return requireWritableFolder(option, dirname(file));
  await access(file, constants.W_OK).catch((error: unknown) => {
    throw notWritable(option, file, 'file', error);
  });
}

/** Writes a file of the command line, its folder made where it is missing. */
export async function writeText(file: string, text: string): Promise<void> {
  await mkdir(dirname(resolve(file)), { recursive: true });
  await writeFile(file, text);
}

/** What a system says against writing, as wrong usage (exit 64). */
export function notWritable(
  option: string,
  path: string,
  kind: 'file' | 'folder',
  error: unknown,
): DrillError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const why = shortened(messageOf(error), 200);
  return usageError(`${option} ${shortened(path)}: expected a ${kind} that can be written, found: ${why}`);
}

/** Where the nearest folder above leads that is there. Making one in /proc would be tried without end. */
async function existingAbove(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (path === dirname(path)) throw error;
    return existingAbove(dirname(path));
  }
}

async function removeUpTo(folder: string, last: string): Promise<void> {
  await rmdir(folder);
  if (folder !== last) await removeUpTo(dirname(folder), last);
}
