import type { ChainFile } from '../../../../formats/binlog/chain.ts';
import type { GtidSet } from '../../../../formats/gtid.ts';
import type { ReplayGoal } from '../../common/restore/goal.ts';

export type ReplayRequest = {
  /** In the order in which their servers were the primary; the last one is of the server that was it last. */
  readonly files: readonly ChainFile[];
  /** What the restored full backup has. */
  readonly base: GtidSet;
  readonly goal: ReplayGoal;
};

/** One file to replay, from its begin. */
export type ReplayFile = {
  readonly file: string;
  /** How much of it: up to the end of a transaction. */
  readonly bytes: number;
  /** Those in it that the server does not have yet. It skips the others by their GTIDs. */
  readonly gtids: string;
  readonly transactions: number;
};

export type ReplayPlan = {
  readonly kind: 'plan';
  /** In the order of their replay. */
  readonly files: readonly ReplayFile[];
  /** A GTID to be committed empty before the replay, so that the server skips the transaction. */
  readonly skip: string | null;
  /** `gtid_executed` of the server afterwards, with the base and `skip`. */
  readonly after: string;
  readonly transactions: number;
  /** Sum over the files. */
  readonly bytes: number;
  /** What an operator should know. */
  readonly notes: readonly string[];
};

export type ReplayRefusal = {
  readonly kind: 'refusal';
  readonly reason: /** Transactions are in no file. */
    | 'gap'
    /** The transaction of the goal is in no file, or in none that counts. */
    | 'not-in-chain'
    /** The base has transactions that the goal leaves out: an older one is needed. */
    | 'base-too-new'
    /** The base has transactions that the history of the last file never had. */
    | 'diverged'
    /** It cannot be told what the server of the last file had executed. */
    | 'unknown-history'
    /** The last file is damaged, so its end is not the latest. */
    | 'damaged'
    | 'no-files'
    /** A file has transactions without a GTID. */
    | 'without-gtid';
  /** The transactions that the reason is about. */
  readonly gtids: string;
  readonly text: string;
};
