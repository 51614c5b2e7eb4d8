import { type GtidSet, parseGtidSet, uniteGtidSets } from '../gtid.ts';
import type { BinlogSummary } from './summary.ts';
import type { Transaction } from './transactions.ts';

/** A file of the archive, as its catalogue has it. */
export type ChainFile = BinlogSummary & {
  /**
   * `@@GLOBAL.gtid_purged` of the server that wrote the file, asked when the file was fetched. A server that was cloned or
   * restored does not list in "previous GTIDs" what it came with (Previous_gtids = executed - gtids_only_in_table), and the
   * file alone cannot tell it. Without this, it is taken to have come with all numbers below the lowest that it logged.
   */
  readonly purgedGtids?: string | undefined;
};

/** A file of the chain, with its sets. */
export type Link = {
  readonly file: ChainFile;
  /** What its server had executed when it began the file. */
  readonly before: GtidSet;
  readonly gtids: GtidSet;
  /** Whether `before` is known, not inferred from numbers. */
  readonly exact: boolean;
};

/** Undefined for a file that ends before its previous GTIDs: there is no transaction in it. */
export function linkOf(file: ChainFile): Link | undefined {
  if (file.previousGtids === null) return undefined;
  const [previous, gtids] = [parseGtidSet(file.previousGtids), parseGtidSet(file.gtids)];
  const exact = file.purgedGtids !== undefined;
  const unlisted = exact ? parseGtidSet(file.purgedGtids ?? '') : belowLowest(uniteGtidSets(previous, gtids));
  return { file, before: uniteGtidSets(previous, unlisted), gtids, exact };
}

/** For each origin of the set the numbers below its lowest one: a server numbers its transactions from 1. */
function belowLowest(set: GtidSet): GtidSet {
  const below = [...set].flatMap(([origin, [first]]) =>
    first && first[0] > 1 ? [[origin, [[1, first[0] - 1] as const]] as const] : [],
  );
  return new Map(below);
}

/** The set of one transaction. */
export function setOf({ origin, number }: NonNullable<Transaction['gtid']>): GtidSet {
  return new Map([[origin, [[number, number]]]]);
}

/** The transactions of `set` whose origins are not in `other`. */
export function originsNotIn(set: GtidSet, other: GtidSet): GtidSet {
  return new Map([...set].filter(([origin]) => !other.has(origin)));
}
