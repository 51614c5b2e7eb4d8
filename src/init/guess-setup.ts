import type { Entry } from './entry.ts';
import { commandOf, type Neighbour } from './guess-recovery.ts';
import type { Seen } from './seen.ts';

/** Names of files that are looked at. */
export function maySetUp(name: string): boolean {
  return /\.(sh|bash)$/i.test(name);
}

/** Words by which replication or a group is started. */
const starting =
  /\bSTART\s+(REPLICA|SLAVE|GROUP_REPLICATION)\b|\b(create|add)(Cluster|ReplicaSet|Instance)\b/i;

/** The command that sets the stack up after its start: as it was said, or asked for where no server leads without it. */
export function guessSetup(
  { setup, neighbours }: { readonly setup: string | undefined; readonly neighbours: readonly Neighbour[] },
  seen: Seen | undefined,
): Entry[] {
  if (setup !== undefined) {
    return [
      { key: 'setup', value: setup, reasons: ['As --setup said: it sets the stack up after each start.'] },
    ];
  }
  const found = neighbours.filter(({ path, text }) => maySetUp(path) && starting.test(text));
  const [first] = found;
  if (first === undefined || (seen !== undefined && seen.trouble?.what !== 'no-primary')) return [];
  const command = commandOf(first);
  return [
    {
      key: '',
      reasons: [],
      questions: [
        `does ${found.map(({ path }) => path).join(' or ')} set up replication after \`docker compose up\`? Then let \`init\` run it on the copy: add --setup '${command}' --force.`,
      ],
      example: { setup: command },
    },
  ];
}
