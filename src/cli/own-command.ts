import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';
import { commandNames } from './examples.ts';

/** Where this ha-drill is and where it was called, as far as that decides how to call it. */
export type Place = {
  /** The folder of the package or the clone, its links resolved. */
  readonly root: string;
  readonly folder: string;
  /** PATH */
  readonly path: string;
};

/**
 * The words that call this ha-drill again where it was called now: `ha-drill` where a shell finds it, `npx ha-drill`
 * where npm does (a clone, a project that depends on it, the cache of npx), else the path of its file.
 */
export function ownCommand({ root, folder, path }: Place): string {
  const file = join(root, 'bin', 'ha-drill.cjs');
  // npm puts these folders in front of PATH for what it starts: the user's shell does not have them.
  const shell = path.split(delimiter).filter((one) => one !== '' && !/node_modules[/\\]\.bin$/.test(one));
  if (shell.some((one) => isSameFile(join(one, 'ha-drill'), file))) return 'ha-drill';
  const isInClone = existsSync(join(root, 'src')) && isBelow(folder, root);
  if (isInClone || root.includes(`${sep}_npx${sep}`) || dependsOn(folder, file)) return 'npx ha-drill';
  return `node ${file}`;
}

/** Whether a folder or one above it has this installation among its packages. */
function dependsOn(folder: string, file: string): boolean {
  if (isSameFile(join(folder, 'node_modules', '.bin', 'ha-drill'), file)) return true;
  return folder !== dirname(folder) && dependsOn(dirname(folder), file);
}

function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
}

let known: string | undefined;

/** How this process would be started again. */
function here(): string {
  known ??= ownCommand({
    root: realpathSync(fileURLToPath(packageRoot)),
    folder: process.cwd(),
    path: process.env.PATH ?? '',
  });
  return known;
}

/** A command as a text has it: at its start, between backticks, or after a colon or two spaces. */
const command = new RegExp(`(?<=^|\`|: | {2})ha-drill (?=(?:${commandNames.join('|')}|--help)\\b)`, 'gm');

/** A text with each command of ours in it written so that it works where it is printed. */
export function asTyped(text: string, own: string = here()): string {
  return text.replace(command, () => `${own} `);
}
