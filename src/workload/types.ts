import type { Session } from '../engine/session.ts';
import type { FinalRowsLine, FinalTableHeader } from '../history/schema.ts';
import type { Premise } from './premises.ts';

/** One write a client is about to send. */
export type Write = { readonly writer: number; readonly sequence: number; readonly value: number };

/** What clients do to the database, and how its rows are read at the end. */
export type Workload = {
  readonly name: string;
  readonly description: string;
  /** What holds of its final state, for checks that need it. */
  readonly promises: readonly Premise[];
  /** The tables besides the ledger's, with what must hold of them at the end: read into every final state. */
  readonly tables: readonly FinalTableHeader[];
  /** Makes schema and tables, as administrator on the primary. */
  prepare(session: Session): Promise<void>;
  /** The statement of one write, ready for `query`. */
  statement(write: Write): { readonly sql: string; readonly values: number[] };
  /** All rows of the ledger on a node, ascending, in lines of at most a few thousand rows of one writer. */
  collect(session: Session): AsyncIterable<FinalRowsLine>;
};
