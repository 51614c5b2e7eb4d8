import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type DrillError, usageError } from '../errors.ts';
import { shortened } from './shortened.ts';
import { didYouMean } from './suggest.ts';

/** So many names of a folder help; more are noise. */
const mostNames = 20;

/** The error for a path that is not there (exit 64), with a close name of its folder, or what the folder holds. */
export async function noSuchFile(path: string): Promise<DrillError> {
  const folder = dirname(path);
  const what = path === '' ? '(an empty path)' : shortened(path);
  const entries = await readdir(folder).catch(() => undefined);
  if (!entries) return usageError(`${what}: no such file, and no folder ${shortened(folder)}`);
  const near = didYouMean(basename(path), entries);
  if (near) return usageError(`${what}: no such file; ${near.replace('mean ', `mean ${join(folder, '/')}`)}`);
  const documents = entries.filter((entry) => /\.ya?ml$/.test(entry)).toSorted();
  const others = documents.length > mostNames ? ` and ${documents.length - mostNames} more` : '';
  const held = documents.length > 0 ? `${documents.slice(0, mostNames).join(', ')}${others}` : 'no YAML file';
  return usageError(`${what}: no such file; ${shortened(folder)} holds ${held}`);
}
