import { losesTransactions } from '../../../../formats/binlog/damage.ts';
import { formatUs } from '../../../../formats/binlog/find.ts';
import { formatGtid, type Transaction } from '../../../../formats/binlog/transactions.ts';
import {
  beyond,
  formatPosition,
  furthest,
  type GtidPosition,
  parseMariadbGtid,
  parsePosition,
  positionAt,
  reaches,
} from '../../../../formats/mariadb-gtid.ts';
import type { ReadFile, ReplayGoal } from '../../common/restore/goal.ts';
import type { ArchivedFile } from '../archive/files.ts';

/** A part of a binary log that is replayed, from one transaction to the end of another. */
export type ReplayRange = { readonly file: string; readonly from: number; readonly to: number };

export type ReplayPlan = {
  readonly kind: 'plan';
  /** In the order of their replay. */
  readonly files: readonly ReplayRange[];
  /** The transaction that is left out. */
  readonly skip: string | null;
  /** Where the server is afterwards, with the one that is left out; and the last transaction that is replayed. */
  readonly after: string;
  readonly reached: string;
  readonly transactions: number;
  readonly bytes: number;
  readonly notes: readonly string[];
};

export type Refusal = { readonly kind: 'refusal'; readonly text: string };

type Request = {
  /** In the order in which they were written. */
  readonly files: readonly ArchivedFile[];
  /** Where the restored backup is. */
  readonly base: GtidPosition;
  readonly goal: ReplayGoal;
};

/**
 * Which parts of which files to replay, so that a server at `base` has what the goal says; or why that is not possible. The
 * history of a domain is one line: what comes next has a higher number, and a file says what came before it.
 */
export async function planReplay(
  { files, base, goal }: Request,
  read: ReadFile,
): Promise<ReplayPlan | Refusal> {
  const line = new Line(base, goal);
  for (const file of files) {
    const problem = line.refuses(file);
    if (problem !== undefined) return { kind: 'refusal', text: problem };
    if (reaches(line.have, parsePosition(file.gtids)) && !line.isLookingFor(file)) continue;
    for await (const item of read(file.file)) {
      if (item.kind === 'transaction' && item.complete && !line.take(item, file.file)) break;
    }
    if (line.ended) break;
  }
  return line.planned();
}

/** The history as it is followed from file to file. */
class Line {
  have: GtidPosition;
  ended = false;
  readonly #base: GtidPosition;
  readonly #goal: ReplayGoal;
  readonly #ranges: { file: string; from: number; to: number }[] = [];
  #reached: GtidPosition;
  #serverId: number | undefined;
  #transactions = 0;
  #skipped = false;
  #notes: string[] = [];
  #refusal: string | undefined;

  constructor(base: GtidPosition, goal: ReplayGoal) {
    this.have = base;
    this.#base = base;
    this.#reached = base;
    this.#goal = goal;
  }

  /** Why the history cannot go on with a file. */
  refuses({ file, before, first, serverId, damage }: ArchivedFile): string | undefined {
    if (losesTransactions(damage)) return `${file} is damaged at offset ${damage.offset}: ${damage.text}.`;
    const known = parsePosition(before ?? '');
    const missing = beyond(this.have, known);
    if (missing.size > 0)
      return `Transactions are missing: ${formatPosition(this.have)} to ${formatPosition(missing)}, before ${file}.`;
    const torn = first.map(parseMariadbGtid).find(({ domain, number }) => {
      return !known.has(domain) && number > (this.have.get(domain)?.number ?? 0) + 1;
    });
    if (torn)
      return `Transactions are missing before ${formatPosition(positionAt(torn))}, the first of ${file}.`;
    const replayed = this.#transactions > 0 && this.#serverId !== serverId;
    if (replayed && !reaches(known, this.have))
      return `${file} is of a server that never had ${formatPosition(beyond(known, this.have))}.`;
    this.#serverId = serverId;
    return undefined;
  }

  /** Whether the goal may stand in a file all of which the base has: then it is refused, and not passed over. */
  isLookingFor({ gtids }: ArchivedFile): boolean {
    if (this.#goal.kind !== 'before-gtid' && this.#goal.kind !== 'except') return false;
    return reaches(parsePosition(gtids), positionAt(parseMariadbGtid(this.#goal.gtid)));
  }

  /** Takes the next transaction of a file; false where the replay ends before it. */
  take(one: Transaction, file: string): boolean {
    const gtid = formatGtid(one.gtid);
    const at = positionAt(parseMariadbGtid(gtid));
    if (this.#endsBefore(one, gtid)) {
      this.ended = true;
      if (reaches(this.#base, at)) this.#refusal = `The backup has ${gtid} already: it takes an older one.`;
      return false;
    }
    if (this.#goal.kind === 'except' && gtid === this.#goal.gtid) {
      if (reaches(this.#base, at)) this.#refusal = `The backup has ${gtid} already: it takes an older one.`;
      this.#skipped = true;
      this.have = furthest(this.have, at);
      return true;
    }
    if (reaches(this.have, at)) return true;
    this.have = furthest(this.have, at);
    this.#reached = furthest(this.#reached, at);
    this.#transactions += 1;
    const last = this.#ranges.at(-1);
    if (last?.file === file && last.to === one.offset) last.to = one.endOffset;
    else this.#ranges.push({ file, from: one.offset, to: one.endOffset });
    return true;
  }

  #endsBefore({ committedUs }: Transaction, gtid: string): boolean {
    if (this.#goal.kind === 'before-gtid') return gtid === this.#goal.gtid;
    if (this.#goal.kind !== 'before-time' || committedUs < this.#goal.us) return false;
    this.#notes.push(`The first transaction that is left out is ${gtid}, of ${formatUs(committedUs)}.`);
    return true;
  }

  planned(): ReplayPlan | Refusal {
    if (this.#refusal !== undefined) return { kind: 'refusal', text: this.#refusal };
    const goal = this.#goal;
    if ((goal.kind === 'before-gtid' && !this.ended) || (goal.kind === 'except' && !this.#skipped))
      return { kind: 'refusal', text: `${goal.gtid} is in none of the files.` };
    return {
      kind: 'plan',
      files: this.#ranges,
      skip: goal.kind === 'except' ? goal.gtid : null,
      after: formatPosition(this.have),
      reached: formatPosition(this.#reached),
      transactions: this.#transactions,
      bytes: this.#ranges.reduce((sum, { from, to }) => sum + to - from, 0),
      notes: this.#notes,
    };
  }
}
