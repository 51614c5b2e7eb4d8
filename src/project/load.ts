import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { check } from '../document/check.ts';
import { fromHere } from '../document/from-here.ts';
import { invalidDocument } from '../document/problem.ts';
import { readSource, type Source } from '../document/source.ts';
import { type ProjectFile, projectSchema } from './schema.ts';

/** What it is called in a project. */
export const projectFileName = 'ha-drill.config.yml';

/** A file of settings, and where its paths count from. */
export type Settings = ProjectFile & { readonly source: Source; readonly folder: string };

/** The settings of the project that a folder is in, and those of the user; each where there is such a file. */
export type AllSettings = { readonly project: Settings | undefined; readonly user: Settings | undefined };

/**
 * Reads the settings for a folder: of the project, from the nearest `ha-drill.config.yml` there or above, and of the user, from
 * `ha-drill/config.yml` in XDG_CONFIG_HOME (`~/.config`).
 *
 * @throws DrillError (exit 64) with all that is wrong with them
 */
export async function loadSettings(folder: string): Promise<AllSettings> {
  const [project, user] = [findProjectFile(folder), userFile()];
  return {
    project: project === undefined ? undefined : await readSettings(project),
    user: existsSync(user) ? await readSettings(user) : undefined,
  };
}

function findProjectFile(folder: string): string | undefined {
  const path = join(folder, projectFileName);
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? undefined : findProjectFile(dirname(folder));
}

function userFile(): string {
  const home = process.env.XDG_CONFIG_HOME;
  return join(home && isAbsolute(home) ? home : join(homedir(), '.config'), 'ha-drill', 'config.yml');
}

async function readSettings(path: string): Promise<Settings> {
  const source = await readSource(fromHere(path));
  const { value, problems } = check(source, projectSchema);
  if (!value) throw invalidDocument(problems, '`ha-drill schema config` has the whole format');
  return { ...value, source, folder: dirname(resolve(path)) };
}
