import type { Damage } from './damage.ts';
import type { BinlogEvent } from './event.ts';
import { isDamage, readEvents } from './events.ts';
import { type ChangeKind, effectsOf } from './statement.ts';

/** What a transaction did to one table, or by one kind of statement; one of them for each kind, schema and table. */
export type Change = {
  /** Row events tell what changed; a statement tells what was asked for. */
  readonly by: 'rows' | 'statement';
  readonly kind: ChangeKind;
  readonly schema: string | null;
  readonly table: string | null;
  /** Row events or statements, and their bytes. */
  readonly events: number;
  readonly bytes: number;
  /** The first statement; of row events where the server logs it (binlog_rows_query_log_events). */
  readonly sql: string | null;
};

export type Transaction = {
  readonly kind: 'transaction';
  /** `uuid` or `uuid:tag`, of MariaDB `domain-server`, and the number behind it; null for a transaction without a GTID. */
  readonly gtid: { readonly origin: string; readonly number: number } | null;
  /** From its GTID event to the end of its last one. */
  readonly offset: number;
  readonly endOffset: number;
  /** False where the file ends, is damaged, or goes on with another transaction, before its commit. */
  readonly complete: boolean;
  /** Microseconds since the epoch: on the server that committed it first. What people mean by its time. */
  readonly committedUs: number;
  /** On the server that wrote the file. */
  readonly immediateCommitUs: number;
  readonly changes: readonly Change[];
};

/** `uuid:number` or `uuid:tag:number`, of MariaDB `domain-server-number`; `anonymous` for none. */
export function formatGtid(gtid: Transaction['gtid']): string {
  if (!gtid) return 'anonymous';
  return `${gtid.origin}${/^\d+-\d+$/.test(gtid.origin) ? '-' : ':'}${gtid.number}`;
}

/** The transactions of a binary log in their order, then its damage, if any. Memory grows with the tables that one transaction changes. */
export async function* readTransactions(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Transaction | Damage, void> {
  const collector = new TransactionCollector();
  for await (const item of readEvents(chunks)) {
    if (isDamage(item)) {
      yield* collector.end();
      return yield item;
    }
    yield* collector.add(item);
  }
  yield* collector.end();
}

type Open = Omit<Transaction, 'kind' | 'complete' | 'changes' | 'endOffset'> & { begun: boolean };

/**
 * Groups events into transactions, by the rules of Transaction_boundary_parser (trx_boundary_parser.cpp of the server):
 * a GTID event begins one; after BEGIN or XA START it ends with COMMIT, ROLLBACK, an XID or an XA PREPARE event, without
 * these with its first statement; a compressed one ends with the event that wraps it.
 */
export class TransactionCollector {
  #open: Open | undefined;
  #endOffset = 0;
  #changes = new Map<string, Change>();
  #tables = new Map<number, { readonly schema: string; readonly table: string }>();
  #rowsQuery: string | null = null;

  /** Whether events came that belong to a transaction that has not ended. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** The transactions that an event ends: none, or one, complete or not. */
  *add(event: BinlogEvent): Generator<Transaction, void> {
    if (event.kind === 'gtid') {
      yield* this.end();
      this.#begin(event);
    }
    if (!this.#open) return;
    this.#endOffset = event.endOffset;
    const ends = this.#take(event, this.#open);
    if (ends) yield this.#close(this.#open, true);
  }

  /** The transaction that is open, which is not complete. */
  *end(): Generator<Transaction, void> {
    if (this.#open) yield this.#close(this.#open, false);
  }

  #begin(event: Extract<BinlogEvent, { kind: 'gtid' }>): void {
    const { origin, number, immediateCommitUs, originalCommitUs, timestampS, offset, begins = false } = event;
    const immediate = immediateCommitUs || timestampS * 1e6;
    this.#open = {
      gtid: origin === null ? null : { origin, number },
      offset,
      committedUs: originalCommitUs || immediate,
      immediateCommitUs: immediate,
      begun: begins,
    };
  }

  #close({ begun: _, ...open }: Open, complete: boolean): Transaction {
    const changes = [...this.#changes.values()];
    this.#open = undefined;
    this.#changes = new Map();
    this.#tables = new Map();
    this.#rowsQuery = null;
    return { kind: 'transaction', ...open, endOffset: this.#endOffset, complete, changes };
  }

  /** Whether the event is the last one of the open transaction. */
  #take(event: BinlogEvent, open: Open): boolean {
    switch (event.kind) {
      case 'query':
        return this.#takeQuery(event, open) && !event.inner;
      case 'rows-query':
        this.#rowsQuery = event.sql;
        return false;
      case 'table-map':
        this.#tables.set(event.tableId, event);
        return false;
      case 'rows': {
        const { schema = null, table = null } = this.#tables.get(event.tableId) ?? {};
        this.#add({
          by: 'rows',
          kind: event.change,
          schema,
          table,
          events: 1,
          bytes: event.bytes,
          sql: this.#rowsQuery,
        });
        return false;
      }
      default:
        return (
          (event.kind === 'xid' || event.kind === 'xa-prepare' || event.kind === 'payload') && !event.inner
        );
    }
  }

  #takeQuery({ sql, database, bytes }: Extract<BinlogEvent, { kind: 'query' }>, open: Open): boolean {
    if (sql === 'BEGIN' || /^XA START/i.test(sql)) {
      open.begun = true;
      return false;
    }
    if (sql === 'COMMIT' || /^(?:XA )?ROLLBACK(?! TO )/i.test(sql)) return true;
    for (const effect of effectsOf(sql, database)) {
      this.#add({ by: 'statement', ...effect, events: 1, bytes, sql });
    }
    return !open.begun;
  }

  #add(change: Change): void {
    const key = JSON.stringify([change.by, change.kind, change.schema, change.table]);
    const { events, bytes, sql } = this.#changes.get(key) ?? { events: 0, bytes: 0, sql: null };
    this.#changes.set(key, {
      ...change,
      events: events + change.events,
      bytes: bytes + change.bytes,
      sql: sql ?? change.sql,
    });
  }
}
