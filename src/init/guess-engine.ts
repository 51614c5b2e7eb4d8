import type { EngineName } from '../engine/observation.ts';
import type { Entry } from './entry.ts';
import type { WrittenService } from './written-services.ts';

/** What the database servers of a stack are: as they said themselves, else by their images, variables and commands. */
export function guessEngine(nodes: readonly WrittenService[], seen: EngineName | undefined): EngineName {
  if (seen !== undefined) return seen;
  const isMaria = nodes.some(
    ({ image, words, environment }) =>
      /mariadb/.test(image) ||
      words.some((word) => /(^|\/)mariadbd$/.test(word)) ||
      Object.keys(environment).some((name) => name.startsWith('MARIADB_')),
  );
  return isMaria ? 'mariadb' : 'mysql';
}

/** Written where it is not the usual one. */
export function engineEntry(engine: EngineName, seen: EngineName | undefined): Entry[] {
  if (engine === 'mysql') return [];
  const reason =
    seen === undefined
      ? 'By image, command or variables, the servers are MariaDB.'
      : 'The servers say that they are MariaDB.';
  return [{ key: 'engine', value: engine, reasons: [reason] }];
}
