import type { z } from 'zod';
import type { Session } from '../../engine/session.ts';
import type { BesideFinal, BesideOperation, Json, Key } from '../../history/beside.ts';
import type { Random } from '../../random.ts';
import type { Verdict } from '../../verdict.ts';
import type { Client } from './client.ts';

/** What a client is about to do: plain JSON. */
export type NewOperation = { readonly function: string; readonly key: Key; readonly value: Json };

/** What a node has under a key at the end. */
export type FinalRead = [key: Key, value: Json];

/** What runs beside the ledger, as far as its tables and checks go: who sends its operations is another matter. */
export type BesideTables<Options extends z.ZodType = z.ZodType> = {
  readonly name: string;
  readonly description: string;
  readonly options: Options;
  /** What it defines besides tables, or may define: checks that need such a thing are made, too. */
  readonly defines?: readonly ('definitions' | 'events')[];
  /** Makes its tables in the schema `ledger`, as administrator on the primary. */
  prepare(session: Session, options: z.output<Options>): Promise<void>;
  /** Ends what the servers would go on doing by themselves, as administrator on the primary when the load has stopped. */
  finish?(session: Session): Promise<void>;
  /** What a node has at the end, as administrator in a view of one instant. */
  finalReads(session: Session, options: z.output<Options>): Promise<FinalRead[]>;
  /** By name, which begins with that of the workload. */
  readonly checks: Readonly<Record<string, BesideCheck>>;
};

/**
 * A workload that runs beside the ledger, with operations and checks of its own. Its options are what a scenario may say
 * under `with`: a map in which every key has a default and a description.
 */
export type BesideWorkload<Options extends z.ZodType = z.ZodType> = BesideTables<Options> & {
  /** A source of operations, one a call: the same random numbers give the same operations. */
  operations(random: Random, options: z.output<Options>): () => NewOperation;
  /** Does one operation; resolves with its result once it is acknowledged. What the client throws ends it. */
  apply(operation: NewOperation, client: Client, options: z.output<Options>): Promise<Json>;
  /** Whether an operation goes to the read endpoint, with a connection of its own there. Absent where none does. */
  readsAside?(operation: Pick<NewOperation, 'function'>, options: z.output<Options>): boolean;
  /**
   * So many ms after an operation was not acknowledged its client sends it again, until the deadline: its result is then
   * `retriedResult`. Absent where it is sent once.
   */
  retryAfterMs?(options: z.output<Options>): number;
};

/** What a check of a workload may look at. */
export type BesideEvidence = {
  /** At least one of them was acknowledged. In the order in which they ended. */
  readonly operations: readonly BesideOperation[];
  /** One of each node that could be read at the end. */
  readonly finals: readonly (BesideFinal & { readonly reads: readonly FinalRead[] })[];
  /** Why the final reads do not tell all: nodes without any, or something came after them. Null when they do. */
  readonly finalsLack: string | null;
  /** The node that led at the end; null where there is none, and `noPrimary` says why. */
  readonly primary: string | null;
  readonly noPrimary: string | null;
  /** As they were recorded. */
  readonly options: Readonly<Record<string, Json>>;
};

/** A verdict on the operations of one workload about correctness. Pure. */
export type BesideCheck = {
  /** What should hold, as a sentence. */
  readonly title: string;
  /** How it judges, for the report. */
  readonly method: string;
  judge(evidence: BesideEvidence): {
    readonly verdict: Verdict;
    readonly summary: string;
    readonly evidence: string[];
  };
};
