import type { Entry } from './entry.ts';
import type { FoundFile } from './found-files.ts';

/** A file beside the compose file. */
export type Neighbour = FoundFile & { readonly isExecutable: boolean };

const kinds = [
  { key: 'rejoin', pattern: /(^|[-_/])rejoin([-_.]|$)/i },
  { key: 'rebuild', pattern: /(^|[-_/])(rebuild|reclone|reseed)([-_.]|$)/i },
  { key: 'reboot', pattern: /(^|[-_/])reboot([-_.]|$)/i },
] as const;

/** Names of files that are looked at. */
export function mayRecover(name: string): boolean {
  return kinds.some(({ pattern }) => pattern.test(name)) && !/\.(md|txt|log|cnf|ya?ml)$/i.test(name);
}

/** The user's own commands that bring nodes back: taken where they were written for drills, else suggested. */
export function guessRecovery(neighbours: readonly Neighbour[]): Entry {
  const found = kinds.flatMap(({ key, pattern }) =>
    neighbours.filter(({ path }) => pattern.test(path)).map((file) => ({ key, file })),
  );
  const taken = found.filter(({ file }) => file.text.includes('HA_DRILL_NODE'));
  const other = found.filter(({ key }) => !taken.some((one) => one.key === key));
  const commands = (list: typeof found) =>
    Object.fromEntries(list.toReversed().map(({ key, file }) => [key, commandOf(file)] as const));
  return {
    key: taken.length > 0 ? 'recovery' : '',
    ...(taken.length > 0 ? { value: commands(taken) } : {}),
    reasons: [
      ...taken.map(({ file }) => `${file.path} uses HA_DRILL_NODE, so it was written for this.`),
      ...(taken.length > 0
        ? []
        : [
            'Commands of yours that bring nodes back. They run by sh in this folder, with HA_DRILL_NODE, HA_DRILL_PRIMARY and COMPOSE_PROJECT_NAME set; `docker compose exec` acts on the copy of the drill.',
          ]),
    ],
    questions: [
      ...other.map(
        ({ key, file }) => `is ${file.path} the command for \`${key}\`? It does not use HA_DRILL_NODE yet.`,
      ),
      ...(found.length === 0
        ? [
            'who brings back a node that does not come back by itself? Without a command that is a finding of a drill.',
          ]
        : []),
    ],
    ...(taken.length === 0
      ? { example: { recovery: other.length > 0 ? commands(other) : { rejoin: './rejoin.sh' } } }
      : {}),
  };
}

/** How a file is run by sh. */
export function commandOf({ path, isExecutable }: Neighbour): string {
  return isExecutable ? path : `sh ${path}`;
}
