import { realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { fromHere } from '../../document/from-here.ts';
import type { Problem } from '../../document/problem.ts';
import { readText } from '../../document/read-text.ts';
import { shown } from '../../document/wording.ts';
import { DrillError } from '../../errors.ts';
import { type Include, isInclude, readOptionFile, type Setting } from './option-file.ts';

/** More files than an option file includes. */
const mostFiles = 50;

/** Whether a file is in or below a folder, also where a link of it leads. */
export function isBelow(path: string, folder: string): boolean {
  const real = (one: string): string => {
    try {
      return realpathSync(one);
    } catch {
      return resolve(one);
    }
  };
  return `${real(path)}${sep}`.startsWith(`${real(folder)}${sep}`);
}

/** An option file with all that it includes, in place: what is below `folder` is followed, all else is a problem. */
export async function readIncluded(
  path: string,
  folder: string,
): Promise<{ readonly settings: readonly Setting[]; readonly problems: readonly Problem[] }> {
  const settings: Setting[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const read = async (one: string): Promise<void> => {
    seen.add(resolve(one));
    const file = readOptionFile(fromHere(one), await readText(one));
    problems.push(...file.problems);
    for (const entry of file.entries) {
      if (isInclude(entry)) await follow(entry, one);
      else settings.push(entry);
    }
  };
  const follow = async (entry: Include, from: string): Promise<void> => {
    const target = isAbsolute(entry.path) ? entry.path : resolve(from, '..', entry.path);
    const found = isBelow(target, folder) ? await filesOf(target, entry.isFolder) : undefined;
    const again = found?.find((one) => seen.has(resolve(one)));
    const message =
      found === undefined
        ? `expected a ${entry.isFolder ? 'folder' : 'file'} that is there and below ${fromHere(folder)}, found ${shown(entry.path)}`
        : again !== undefined || seen.size + found.length > mostFiles
          ? `expected files that include each other once, at most ${mostFiles}, found ${shown(entry.path)} again`
          : undefined;
    if (message === undefined) for (const one of found ?? []) await read(one);
    else
      problems.push({
        place: entry.file,
        line: entry.line,
        column: 1,
        subject: entry.written.trim(),
        message,
        suggestion: 'copy what it includes beside it, or take the line out',
      });
  };
  await read(path);
  return { settings, problems };
}

async function filesOf(path: string, isFolder: boolean): Promise<readonly string[] | undefined> {
  if (!isFolder) return (await isReadable(path)) ? [path] : undefined;
  const names = await readdir(path).catch(() => undefined);
  return names
    ?.filter((name) => /\.(cnf|ini)$/.test(name))
    .toSorted()
    .map((name) => join(path, name));
}

async function isReadable(path: string): Promise<boolean> {
  try {
    await readText(path);
    return true;
  } catch (error) {
    if (error instanceof DrillError) return false;
    throw error;
  }
}
