import type { Session } from './session.ts';

/** A kind of definition: where the server lists it, and by which columns it is named. */
type Listing = { readonly kind: string; readonly from: string; readonly name: readonly [string, string] };

const own = "NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')";

const listings: readonly Listing[] = [
  {
    kind: 'routine',
    from: `information_schema.ROUTINES WHERE ROUTINE_SCHEMA ${own}`,
    name: ['ROUTINE_SCHEMA', 'ROUTINE_NAME'],
  },
  {
    kind: 'trigger',
    from: `information_schema.TRIGGERS WHERE TRIGGER_SCHEMA ${own}`,
    name: ['TRIGGER_SCHEMA', 'TRIGGER_NAME'],
  },
  {
    kind: 'event',
    from: `information_schema.EVENTS WHERE EVENT_SCHEMA ${own}`,
    name: ['EVENT_SCHEMA', 'EVENT_NAME'],
  },
  {
    kind: 'view',
    from: `information_schema.VIEWS WHERE TABLE_SCHEMA ${own}`,
    name: ['TABLE_SCHEMA', 'TABLE_NAME'],
  },
  { kind: 'account', from: "mysql.user WHERE User NOT LIKE 'mysql.%'", name: ['User', 'Host'] },
];

/** Columns that say when something was made or run, or by which server: MySQL disables events on replicas. */
const incidental: ReadonlySet<string> = new Set([
  'CREATED',
  'LAST_ALTERED',
  'LAST_EXECUTED',
  'STATUS',
  'ORIGINATOR',
  'password_last_changed',
]);

/** Our own accounts: each node makes them itself, with a salt of its own. */
const ofHarness = /^ha_/;

/**
 * All that a server says of its routines, triggers, events, views, accounts and their grants, by kind and name;
 * `routine shop.total` for instance.
 */
export async function readDefinitions(session: Session): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { kind, from, name } of listings) {
    for (const row of await session.query<Record<string, unknown>>(`SELECT * FROM ${from}`)) {
      const [first, second] = name.map((column) => String(row[column]));
      const text = JSON.stringify(
        Object.entries(row).filter(([column]) => !isIncidental(column, first ?? '')),
      );
      if (kind !== 'account') found.set(`${kind} ${first}.${second}`, text);
      else {
        found.set(`account ${first}@${second}`, text);
        const grants = await session.query<Record<string, string>>('SHOW GRANTS FOR ?@?', [
          first ?? '',
          second ?? '',
        ]);
        found.set(`grants of ${first}@${second}`, grants.flatMap(Object.values).sort().join('; '));
      }
    }
  }
  return found;
}

function isIncidental(column: string, user: string): boolean {
  return incidental.has(column) || (column === 'authentication_string' && ofHarness.test(user));
}
