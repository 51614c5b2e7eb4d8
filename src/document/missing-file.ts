import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type DrillError, usageError } from '../errors.ts';
import { didYouMean } from './suggest.ts';

/** The error for a path that is not there (exit 64), with a close name of its folder, or what the folder holds. */
export async function noSuchFile(path: string): Promise<DrillError> {
  const folder = dirname(path);
  const entries = await readdir(folder).catch(() => undefined);
  if (!entries) return usageError(`${path}: no such file, and no folder ${folder}`);
  const near = didYouMean(basename(path), entries);
  if (near) return usageError(`${path}: no such file; ${near.replace('mean ', `mean ${join(folder, '/')}`)}`);
  const documents = entries.filter((entry) => /\.ya?ml$/.test(entry)).toSorted();
  const held = documents.length > 0 ? documents.join(', ') : 'no YAML file';
  return usageError(`${path}: no such file; ${folder} holds ${held}`);
}
