import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromHere } from '../document/from-here.ts';
import { packageRoot } from '../package-root.ts';
import { scenarioFolders } from '../project/current.ts';

/** The paths of the scenario files of the project and the user, and of this package, in this order. */
export async function listScenarios(): Promise<string[]> {
  const own = await Promise.all(scenarioFolders().map(scenariosIn));
  return [...own.flat(), ...(await scenariosIn(fileURLToPath(new URL('scenarios', packageRoot))))];
}

async function scenariosIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const files = entries.filter((entry) => /\.ya?ml$/.test(entry)).toSorted();
  return files.map((file) => fromHere(join(folder, file)));
}

/** The file of the scenario of that name: of the project, else of the user, else of this package. */
export async function knownScenario(name: string): Promise<string | undefined> {
  return (await listScenarios()).find((path) => basename(path).replace(/\.ya?ml$/, '') === name);
}

/**
 * The file that a user means: the path as it is, where there is such a file, else the scenario of that name. A name that is
 * neither is left as it is: that there is no such file is told where it is read.
 */
export async function findScenario(nameOrPath: string): Promise<string> {
  if (existsSync(nameOrPath) || !/^[\w-]+$/.test(nameOrPath)) return nameOrPath;
  return (await knownScenario(nameOrPath)) ?? nameOrPath;
}
