import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromHere } from '../document/from-here.ts';
import { packageRoot } from '../package-root.ts';

/** The paths of the scenario files in `scenarios/` and its folders. */
export async function listScenarios(): Promise<string[]> {
  const folder = fileURLToPath(new URL('scenarios', packageRoot));
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const files = entries.filter((entry) => /\.ya?ml$/.test(entry)).toSorted();
  return files.map((file) => fromHere(join(folder, file)));
}

/**
 * The file that a user means: the path as it is, where there is such a file, else the scenario of this package of that
 * name. A name that is neither is left as it is: that there is no such file is told where it is read.
 */
export async function findScenario(nameOrPath: string): Promise<string> {
  if (existsSync(nameOrPath) || !/^[\w-]+$/.test(nameOrPath)) return nameOrPath;
  const known = await listScenarios();
  return known.find((path) => basename(path).replace(/\.ya?ml$/, '') === nameOrPath) ?? nameOrPath;
}
