import type { TransactionSet } from '../transaction-set.ts';

/** From which number to which one: both are in it. */
type Run = readonly [first: number, last: number];

/** By domain, and in it by the server that wrote them. Runs ascend and do not touch. */
type Domains = ReadonlyMap<string, ReadonlyMap<string, readonly Run[]>>;

const position = /^(\d+)-(\d+)-(\d+)$/;
const range = /^(\d+)-(\d+)-\[(\d+)(?:\.\.(\d+))?\]$/;
const ofGalera = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d+)(?:-(\d+))?$/i;

/**
 * Transactions as MariaDB names them: `0-1-100` is a position, and stands for all that server 1 had written in domain 0
 * when it wrote its number 100; so do `gtid_binlog_state` and `gtid_slave_pos`. What is no beginning of a domain is
 * written `0-1-[101..103]`. A cluster of Galera is a domain of its own, `UUID:1-100`.
 *
 * A domain is one line of history: whoever has number 100 of a server has all that was written before it, also by servers
 * that its own position does not name, as that of a copy does not (https://mariadb.com/kb/en/gtid/).
 *
 * @throws SyntaxError when it is no set of them
 */
export function mariadbTransactions(text: string): TransactionSet {
  const domains = new Map<string, Map<string, Run[]>>();
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const { domain, server, run } = readPart(part);
    const servers = domains.get(domain) ?? new Map<string, Run[]>();
    domains.set(domain, servers.set(server, united([...(servers.get(server) ?? []), run])));
  }
  return new MariadbTransactions(domains);
}

function readPart(part: string): { domain: string; server: string; run: Run } {
  const [, domain = '', server = '', last = ''] = position.exec(part) ?? [];
  if (domain !== '') return { domain, server, run: runOf(part, 1, Number(last)) };
  const [, rangeDomain = '', rangeServer = '', from = '', to = from] = range.exec(part) ?? [];
  if (rangeDomain !== '')
    return { domain: rangeDomain, server: rangeServer, run: runOf(part, Number(from), Number(to)) };
  const [, uuid = '', first = '', end = first] = ofGalera.exec(part) ?? [];
  if (uuid !== '') {
    const name = uuid.toLowerCase();
    return { domain: name, server: name, run: runOf(part, Number(first), Number(end)) };
  }
  throw new SyntaxError(`expected a GTID of MariaDB such as 0-1-100, found "${part}"`);
}

function runOf(part: string, first: number, last: number): Run {
  if (first >= 1 && last >= first && Number.isSafeInteger(last)) return [first, last];
  throw new SyntaxError(`expected numbers that ascend from 1, found "${part}"`);
}

class MariadbTransactions implements TransactionSet {
  readonly #domains: Domains;

  constructor(domains: Domains) {
    this.#domains = domains;
  }

  get isEmpty(): boolean {
    return this.#domains.size === 0;
  }

  /** A number of a domain is one transaction, whoever wrote it. */
  get count(): number {
    return [...this.#domains.values()]
      .flatMap((servers) => united([...servers.values()].flat()))
      .reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  contains(other: TransactionSet): boolean {
    return other.minus(this).isEmpty;
  }

  minus(other: TransactionSet): TransactionSet {
    const theirs = domainsOf(other);
    return this.#map((domain, server, runs) => {
      const servers = theirs.get(domain);
      if (!servers) return runs;
      const shared: Run = [1, lastShared(this.#domains.get(domain) ?? new Map(), servers)];
      return without(without(runs, servers.get(server) ?? []), shared[1] > 0 ? [shared] : []);
    });
  }

  union(other: TransactionSet): TransactionSet {
    const union = new Map([...this.#domains].map(([domain, servers]) => [domain, new Map(servers)]));
    for (const [domain, servers] of domainsOf(other)) {
      const own = union.get(domain) ?? new Map<string, readonly Run[]>();
      for (const [server, runs] of servers) own.set(server, united([...(own.get(server) ?? []), ...runs]));
      union.set(domain, own);
    }
    return new MariadbTransactions(union);
  }

  intersection(other: TransactionSet): TransactionSet {
    return this.minus(this.minus(other));
  }

  of(identity: string): TransactionSet {
    return this.#map((_, server, runs) => (server === identity.toLowerCase() ? runs : []));
  }

  notOf(identity: string): TransactionSet {
    return this.#map((_, server, runs) => (server === identity.toLowerCase() ? [] : runs));
  }

  toString(): string {
    return [...this.#domains]
      .flatMap(([domain, servers]) =>
        [...servers].flatMap(([server, runs]) => runs.map((run) => written(domain, server, run))),
      )
      .sort()
      .join(',');
  }

  #map(change: (domain: string, server: string, runs: readonly Run[]) => readonly Run[]): TransactionSet {
    const changed = new Map<string, ReadonlyMap<string, readonly Run[]>>();
    for (const [domain, servers] of this.#domains) {
      const left = [...servers]
        .map(([server, runs]) => [server, change(domain, server, runs)] as const)
        .filter(([, runs]) => runs.length > 0);
      if (left.length > 0) changed.set(domain, new Map(left));
    }
    return new MariadbTransactions(changed);
  }

  static domains(set: TransactionSet): Domains {
    if (set instanceof MariadbTransactions) return set.#domains;
    throw new TypeError('Expected two sets of MariaDB transactions, found one of another engine.');
  }
}

const domainsOf = MariadbTransactions.domains;

/** Up to which number both have the same history: the newest of any server that both know from its beginning. */
function lastShared(
  one: ReadonlyMap<string, readonly Run[]>,
  other: ReadonlyMap<string, readonly Run[]>,
): number {
  const both = [...one.keys()].map((server) =>
    Math.min(beginning(one.get(server)), beginning(other.get(server))),
  );
  return Math.max(0, ...both);
}

/** The last number of the run that begins with 1; 0 where none does. */
function beginning(runs: readonly Run[] = []): number {
  const [first] = runs;
  return first?.[0] === 1 ? first[1] : 0;
}

function written(domain: string, server: string, [first, last]: Run): string {
  if (domain === server && domain.includes('-')) return `${domain}:${first}-${last}`;
  if (first === 1) return `${domain}-${server}-${last}`;
  return `${domain}-${server}-[${first}${first === last ? '' : `..${last}`}]`;
}

/** Ascending, and those that touch made one. */
function united(runs: readonly Run[]): Run[] {
  const all: Run[] = [];
  for (const [first, last] of runs.toSorted(([a], [b]) => a - b)) {
    const before = all.at(-1);
    if (before && first <= before[1] + 1) all[all.length - 1] = [before[0], Math.max(before[1], last)];
    else all.push([first, last]);
  }
  return all;
}

function without(runs: readonly Run[], taken: readonly Run[]): readonly Run[] {
  return taken.reduce<readonly Run[]>(
    (left, [from, to]) =>
      left.flatMap(([first, last]): Run[] => {
        const parts: Run[] = [
          [first, Math.min(last, from - 1)],
          [Math.max(first, to + 1), last],
        ];
        return last < from || first > to ? [[first, last]] : parts.filter(([a, b]) => a <= b);
      }),
    runs,
  );
}
