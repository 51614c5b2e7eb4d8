import fc from 'fast-check';
import type { ChainFile } from '../../src/formats/binlog/chain.ts';
import { summarizeBinlog } from '../../src/formats/binlog/summary.ts';
import { formatGtid, readTransactions } from '../../src/formats/binlog/transactions.ts';
import {
  containsGtidSet,
  formatGtidSet,
  type GtidSet,
  parseGtidSet,
  uniteGtidSets,
} from '../../src/formats/gtid.ts';
import type { ReadFile } from '../../src/programs/backup/common/restore/goal.ts';
import type { ReplayPlan } from '../../src/programs/backup/mysql/replay/types.ts';
import { encodeBinlog, inChunks, type Planted } from './binlog.ts';
import { insertOf, startUs } from './planted-binlog.ts';

/** The time of one server as the primary. */
export type Term = {
  readonly uuid: string;
  readonly writes: number;
  /** So many of its last transactions the next primary never got. */
  readonly stranded: number;
  /** Where its log begins, as a share of what it had when it took over. */
  readonly logFrom: number;
  /** It has what is before that from a clone, so that its previous GTIDs do not list it; else it purged the files. */
  readonly cloned: boolean;
  /** Where its log is split into files, as shares of it. */
  readonly splits: readonly number[];
};

const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
export const uuids = ['a', 'b', 'c', 'd'].map(
  (letter) => `${letter.repeat(8)}-0000-4000-8000-${letter.repeat(12)}`,
);

export const termsOf: fc.Arbitrary<Term[]> = fc.array(
  fc.record({
    uuid: fc.constantFrom(...uuids),
    writes: fc.integer({ min: 0, max: 6 }),
    stranded: fc.constantFrom(0, 0, 1, 3),
    logFrom: share,
    cloned: fc.boolean(),
    splits: fc.array(share, { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 4 },
);

export type Archive = {
  readonly files: readonly ChainFile[];
  /** What happened, as the last primary knows it. */
  readonly truth: readonly Planted[];
  readonly read: ReadFile;
  readonly bytesOf: ReadonlyMap<string, Buffer>;
};

/** The log of every primary; each transaction is a microsecond after the one before, so that its time names it. */
export async function archiveOf(terms: readonly Term[]): Promise<Archive> {
  const bytesOf = new Map<string, Buffer>();
  const files: ChainFile[] = [];
  let log: readonly Planted[] = [];
  let us = startUs;
  for (const [index, term] of terms.entries()) {
    // A server that was built anew does not know of the numbers that it lost, and gives them again.
    const known = log.slice(
      0,
      Math.max(0, log.length - (index === 0 ? 0 : (terms[index - 1]?.stranded ?? 0))),
    );
    const first =
      1 + Math.max(0, ...known.filter(({ origin }) => origin === term.uuid).map(({ number }) => number));
    const written = Array.from({ length: term.writes }, (_, write) =>
      insertOf(term.uuid, first + write, us + write),
    );
    us += term.writes;
    log = [...known, ...written];
    const begin = index === 0 ? 0 : Math.round(term.logFrom * known.length);
    const cuts = term.splits.map((at) => begin + Math.round(at * (log.length - begin)));
    const starts = [begin, ...cuts.toSorted((a, b) => a - b)];
    for (const [number, start] of starts.entries()) {
      const file = `server-${index + 1}.${number + 1}`;
      const previous = formatGtidSet(setOf(log.slice(term.cloned ? begin : 0, start)));
      const last = number === starts.length - 1;
      const end = last ? undefined : { rotateTo: `server-${index + 1}.${number + 2}` };
      const { bytes } = encodeBinlog({ previous, transactions: log.slice(start, starts[number + 1]), end });
      bytesOf.set(file, bytes);
      const purgedGtids = formatGtidSet(setOf(log.slice(0, begin)));
      files.push({ ...(await summarizeBinlog(file, inChunks(bytes))), purgedGtids });
    }
  }
  const read: ReadFile = (file) => readTransactions(inChunks(bytesOf.get(file) ?? Buffer.alloc(0)));
  return { files, truth: log, read, bytesOf };
}

export function setOf(transactions: readonly Planted[]): GtidSet {
  return parseGtidSet(transactions.map(({ origin, number }) => `${origin}:${number}`).join(','));
}

export function gtidOf(planted: Planted | undefined): string {
  return `${planted?.origin}:${planted?.number}`;
}

/**
 * What a server does that is given the files of a plan: it executes what it does not have, in their order.
 *
 * @returns when each transaction that it executed had been committed first, which names it, and what it has afterwards
 */
export async function replay(plan: ReplayPlan, base: GtidSet, { bytesOf }: Pick<Archive, 'bytesOf'>) {
  let have = plan.skip === null ? base : uniteGtidSets(base, parseGtidSet(plan.skip));
  const executed: number[] = [];
  for (const { file, bytes } of plan.files) {
    for await (const one of readTransactions(
      inChunks(bytesOf.get(file)?.subarray(0, bytes) ?? Buffer.alloc(0)),
    )) {
      if (one.kind !== 'transaction' || !one.complete) throw new Error(`${file} is cut within a transaction`);
      const gtid = parseGtidSet(formatGtid(one.gtid));
      if (containsGtidSet(have, gtid)) continue;
      have = uniteGtidSets(have, gtid);
      executed.push(one.committedUs);
    }
  }
  return { executed, after: formatGtidSet(have) };
}
