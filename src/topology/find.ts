import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromHere } from '../document/from-here.ts';
import { packageRoot } from '../package-root.ts';
import { namedTopology, topologyNames } from '../project/current.ts';

const topologiesFolder = fileURLToPath(new URL('topologies', packageRoot));
const composeNames = [
  'ha-drill.yml',
  'compose.yml',
  'compose.yaml',
  'docker-compose.yml',
  'docker-compose.yaml',
];

/**
 * The compose file, or the file beside it, that a scenario or a user means by `nameOrPath`: the one that the project or
 * the user gave this name to, else that of a folder in `topologies/`, else the folder or file of this path from `base`. Undefined when there is none.
 */
export async function findTopology(nameOrPath: string, base: string): Promise<string | undefined> {
  const named = namedTopology(nameOrPath);
  const candidates =
    named === undefined ? [resolve(topologiesFolder, nameOrPath), resolve(base, nameOrPath)] : [named];
  for (const candidate of candidates) {
    const found = await composeFileAt(candidate);
    if (found) return fromHere(found);
  }
  return undefined;
}

/** The names of topologies: those of the project and the user, and in `topologies/`. */
export async function listTopologies(): Promise<string[]> {
  const names = await readdir(topologiesFolder).catch(() => []);
  const found = await Promise.all(names.map((name) => composeFileAt(join(topologiesFolder, name))));
  return [...topologyNames(), ...names.filter((_, index) => found[index] !== undefined).toSorted()];
}

/** A file, or the one of a folder that says what is to be drilled, or could. */
export async function composeFileAt(path: string): Promise<string | undefined> {
  const candidates = [path, ...composeNames.map((name) => join(path, name))];
  for (const candidate of candidates) {
    const status = await stat(candidate).catch(() => undefined);
    if (status?.isFile()) return candidate;
  }
  return undefined;
}
