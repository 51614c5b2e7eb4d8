/**
 * Positions in the history of a MariaDB server: the last transaction of each domain, such as `0-1-100,1-2-5`. A domain
 * is one line of history: who is at its number 100 has all before it, whichever server wrote it
 * (https://mariadb.com/kb/en/gtid/).
 */

/** By domain: its last number, and the server that wrote that. */
export type GtidPosition = ReadonlyMap<number, { readonly server: number; readonly number: number }>;

/** One transaction. */
export type MariadbGtid = { readonly domain: number; readonly server: number; readonly number: number };

const gtid = /^(\d+)-(\d+)-(?:(\d+)|\[(?:\d+\.\.)?(\d+)\])$/;

/**
 * The position that a text tells; the empty text is the beginning. Of several transactions of a domain, as a server lists
 * them by who wrote them (gtid_binlog_state), the last one counts. `0-1-[101..103]` is at 103.
 *
 * @throws SyntaxError where the text is none
 */
export function parsePosition(text: string): GtidPosition {
  const parts = text.split(',').map((part) => part.trim());
  return furthest(...parts.filter((part) => part !== '').map((part) => positionAt(parseMariadbGtid(part))));
}

/** @throws SyntaxError where the text is no GTID */
export function parseMariadbGtid(text: string): MariadbGtid {
  const [, domain, server, number, end] = gtid.exec(text) ?? [];
  const found = { domain: Number(domain), server: Number(server), number: Number(number ?? end) };
  if (Object.values(found).every(Number.isSafeInteger) && found.number > 0) return found;
  throw new SyntaxError(`Expected a GTID of MariaDB such as 0-1-100, found "${text}".`);
}

export function positionAt({ domain, server, number }: MariadbGtid): GtidPosition {
  return new Map([[domain, { server, number }]]);
}

/** As MariaDB writes it, domains in order. */
export function formatPosition(position: GtidPosition): string {
  return [...position]
    .toSorted(([a], [b]) => a - b)
    .map(([domain, { server, number }]) => `${domain}-${server}-${number}`)
    .join(',');
}

/** The furthest of each domain. */
export function furthest(...positions: readonly GtidPosition[]): GtidPosition {
  const all = new Map<number, { server: number; number: number }>();
  for (const [domain, last] of positions.flatMap((position) => [...position])) {
    if (last.number > (all.get(domain)?.number ?? 0)) all.set(domain, last);
  }
  return all;
}

/** What of `goal` lies beyond `position`; empty where it has all of it. */
export function beyond(position: GtidPosition, goal: GtidPosition): GtidPosition {
  return new Map([...goal].filter(([domain, { number }]) => number > (position.get(domain)?.number ?? 0)));
}

/** Whether a server at `position` has all that one at `goal` has. */
export function reaches(position: GtidPosition, goal: GtidPosition): boolean {
  return beyond(position, goal).size === 0;
}

/** Whether two positions are the same number of each domain. */
export function isSamePosition(a: GtidPosition, b: GtidPosition): boolean {
  return reaches(a, b) && reaches(b, a);
}
