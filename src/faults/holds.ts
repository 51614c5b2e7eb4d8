/**
 * What of one target a fault may hold while it is in force, and another one need: why the second cannot be brought
 * into force then, or could not be proved.
 */
export const holdable = {
  container: 'its container is down by then, until it is started again',
  server: 'its server is down by then, until it is started again',
  process: 'its server stands still by then, and answers nobody',
  network: 'by then nobody reaches it, this harness included',
  packets:
    'one of delay, jitter, corrupt, duplicate and reorder can treat the packets of a network at a time',
  queue: 'a network has one root discipline: for bandwidth, or for corrupt, duplicate and reorder',
  'data volume': 'one fault at a time can have a volume',
  'binlog volume': 'one fault at a time can have a volume',
  processor: 'a container has one limit of its processor time',
  clock: 'a server has one clock',
  connections: 'its connections are in use by then',
  commits: 'a read lock keeps everybody from writing there',
  applier: 'its applier stands still by then',
} as const;

/**
 * One of these, an account, a table by its whole name (`table ledger.*` stands for all of a schema), or something of
 * which a target has one, by a name of the fault's own (`one MTU`).
 */
export type Hold = keyof typeof holdable | `privileges of ${string}` | `table ${string}` | `one ${string}`;

export const tableHold = ({ schema, table }: { readonly schema: string; readonly table: string }): Hold =>
  `table ${schema}.${table}`;

/** Whether two are the same, or one the table of the other's schema. */
export function sameHold(a: Hold, b: Hold): boolean {
  const covers = (all: Hold, one: Hold): boolean => all.endsWith('.*') && one.startsWith(all.slice(0, -1));
  return a === b || covers(a, b) || covers(b, a);
}

/** Why two faults cannot have it at once, in words. */
export function whyNotBoth(hold: Hold): string {
  const known = Object.entries(holdable).find(([name]) => name === hold);
  if (known) return known[1];
  if (hold.startsWith('one ')) return `a target has ${hold}`;
  return hold.startsWith('table ') ? `the ${hold} is locked or gone by then` : `the ${hold} are gone by then`;
}

/** What every statement on a server needs. */
export const bySql: readonly Hold[] = ['container', 'server', 'process', 'network', 'connections'];

/** What every signal to a server process needs; SIGKILL ends one that stands still, too. */
export const bySignal: readonly Hold[] = ['container', 'server'];

/** What a change of a network needs, to be proved by what passes. */
export const byPackets: readonly Hold[] = ['container', 'network'];
