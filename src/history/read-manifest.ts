import { join } from 'node:path';
import { z } from 'zod';
import { DrillError, messageOf, usageError } from '../errors.ts';
import { manifestDigest } from './digest.ts';
import { recordFiles } from './files.ts';
import { readable } from './invalid.ts';
import { manifestSchema, type RunManifest } from './manifest.ts';
import { openRegular } from './open-regular.ts';

/** No manifest is as large. */
const mostBytes = 64 * 1024 * 1024;

/** `run.json` of a run folder. Throws a usage error where there is none, or where it is not as its schema says. */
export async function readManifest(folder: string): Promise<RunManifest> {
  return (await readSealedManifest(folder)).manifest;
}

/** The same, with the hash by which the record is sealed; null where it cannot be taken. */
export async function readSealedManifest(
  folder: string,
): Promise<{ manifest: RunManifest; sha256: string | null }> {
  const path = join(folder, recordFiles.manifest);
  try {
    const value: unknown = JSON.parse(await readText(path));
    return { manifest: manifestSchema.parse(value), sha256: manifestDigest(value) };
  } catch (error) {
    if (error instanceof z.ZodError)
      throw usageError(
        `${path}: ${readable(z.prettifyError(error))}`,
        'the record was changed or written by another version; it cannot be judged',
      );
    if (error instanceof SyntaxError)
      throw usageError(
        `${path}: expected JSON: ${readable(error.message)}`,
        'the record was changed or cut short; it cannot be judged',
      );
    if (error instanceof RangeError) throw usageError(`${path}: cannot be read: ${readable(error.message)}`);
    const why = error instanceof DrillError ? error.message : messageOf(error);
    throw usageError(
      `no record of a drill in ${folder}: ${readable(why)}`,
      'name a folder that `ha-drill run` wrote, such as reports/<run>',
    );
  }
}

async function readText(path: string): Promise<string> {
  const opened = await openRegular(path);
  if (typeof opened === 'string') throw usageError(`${recordFiles.manifest} ${opened}`);
  const { handle, size } = opened;
  try {
    if (size > mostBytes)
      throw usageError(`${recordFiles.manifest} has ${size} bytes, too many for a manifest`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
