import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
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
