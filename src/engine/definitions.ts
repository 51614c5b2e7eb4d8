import { messageOf } from '../errors.ts';
import type { Definitions } from './definitions-schema.ts';
import type { Session } from './session.ts';
import { ofUsers, readTableDefinitions, shortDigest } from './table-definitions.ts';

/** A kind of definition: where the server lists it, and by which columns it is named. */
type Listing = { readonly kind: string; readonly from: string; readonly name: readonly [string, string] };

const listings: readonly Listing[] = [
  {
    kind: 'routine',
    from: `information_schema.ROUTINES WHERE ROUTINE_SCHEMA ${ofUsers}`,
    name: ['ROUTINE_SCHEMA', 'ROUTINE_NAME'],
  },
  {
    kind: 'trigger',
    from: `information_schema.TRIGGERS WHERE TRIGGER_SCHEMA ${ofUsers}`,
    name: ['TRIGGER_SCHEMA', 'TRIGGER_NAME'],
  },
  {
    kind: 'event',
    from: `information_schema.EVENTS WHERE EVENT_SCHEMA ${ofUsers}`,
    name: ['EVENT_SCHEMA', 'EVENT_NAME'],
  },
  {
    kind: 'view',
    from: `information_schema.VIEWS WHERE TABLE_SCHEMA ${ofUsers}`,
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

const statuses = {
  ENABLED: 'enabled',
  DISABLED: 'disabled',
  SLAVESIDE_DISABLED: 'disabled-on-replica',
  REPLICA_SIDE_DISABLED: 'disabled-on-replica',
} as const;

/** The longest that reading a view may take, of which no row is asked for (ms). */
const viewMs = 5000;

/**
 * All that a server has of definitions, as it tells them at this moment; of bodies, accounts and grants a digest each. The
 * session is left in another SQL mode.
 */
export async function readDefinitions(session: Session): Promise<Definitions> {
  // Names and texts are quoted as the mode says, and servers may differ in it.
  await session.query("SET SESSION sql_mode = ''");
  const found: Definitions = {
    bodies: {},
    tables: await readTableDefinitions(session),
    scheduler: false,
    events: {},
    definers: {},
    views: {},
  };
  for (const listing of listings) {
    for (const row of await session.query<Record<string, unknown>>(`SELECT * FROM ${listing.from}`)) {
      await addListed(session, listing, row, found);
    }
  }
  const accounts = new Set(Object.keys(found.bodies).filter((name) => name.startsWith('account ')));
  for (const definer of Object.values(found.definers))
    definer.exists = accounts.has(`account ${definer.account}`);
  const [{ scheduler } = { scheduler: '' }] = await session.query<{ scheduler: string }>(
    'SELECT @@global.event_scheduler AS scheduler',
  );
  return { ...found, scheduler: scheduler === 'ON' };
}

async function addListed(
  session: Session,
  { kind, name }: Listing,
  row: Record<string, unknown>,
  found: Definitions,
): Promise<void> {
  const [first = '', second = ''] = name.map((column) => String(row[column]));
  const text = JSON.stringify(Object.entries(row).filter(([column]) => !isIncidental(column, first)));
  if (kind === 'account') {
    found.bodies[`account ${first}@${second}`] = shortDigest(text);
    const grants = await session.query<Record<string, string>>('SHOW GRANTS FOR ?@?', [first, second]);
    const granted = grants.flatMap(Object.values).sort().join('; ');
    found.bodies[`grants of ${first}@${second}`] = shortDigest(granted);
    return;
  }
  const own = `${first}.${second}`;
  found.bodies[`${kind} ${own}`] = shortDigest(text);
  found.definers[`${kind} ${own}`] = { account: String(row.DEFINER), exists: false };
  if (kind === 'view') found.views[own] = await unreadableBecause(session, first, second);
  if (kind !== 'event') return;
  const status = statuses[String(row.STATUS) as keyof typeof statuses] ?? 'disabled';
  found.events[own] = { status, lasts: row.EVENT_TYPE === 'RECURRING' && row.ENDS === null };
}

/** Opening a view asks for its definer, and for all that it reads from. */
async function unreadableBecause(session: Session, schema: string, view: string): Promise<string | null> {
  try {
    await session.query('SELECT 1 FROM ??.?? LIMIT 0', [schema, view], viewMs);
    return null;
  } catch (error) {
    if (error instanceof Error && 'errno' in error && 'sqlState' in error) return messageOf(error);
    throw error;
  }
}

function isIncidental(column: string, user: string): boolean {
  return incidental.has(column) || (column === 'authentication_string' && ofHarness.test(user));
}
