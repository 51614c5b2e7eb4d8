import { createHash, type Hash } from 'node:crypto';
import { Cursor } from './cursor.ts';
import type { Damage } from './damage.ts';
import type { BinlogEvent } from './event.ts';
import { isDamage, readEvents } from './events.ts';
import { type Transaction, TransactionCollector } from './transactions.ts';

/** What a transaction changed, as a number of bits. */
export type TransactionDigest = {
  readonly kind: 'digest';
  readonly gtid: NonNullable<Transaction['gtid']>;
  /** 64 bits, in base64url. */
  readonly digest: string;
  /** Whether all columns of all rows are in it; else servers may differ in which they log. */
  readonly full: boolean;
};

/**
 * A digest of each complete transaction with a GTID, in the order of the file, then its damage, if any. It is of tables,
 * kinds of changes, rows and statements in their order: not of what servers differ in that log the same change, such as
 * numbers of tables, times, and how rows are spread over events. Memory grows with the length of one event.
 */
export async function* transactionDigests(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<TransactionDigest | Damage, void> {
  const collector = new TransactionCollector();
  let content = new Content();
  for await (const event of readEvents(chunks, true)) {
    if (isDamage(event)) return yield event;
    if (event.kind === 'gtid') content = new Content();
    content.add(event);
    for (const { gtid, complete } of collector.add(event)) {
      if (complete && gtid) yield { kind: 'digest', gtid, ...content.end() };
    }
  }
}

/** JSON values may be logged in part (PARTIAL_UPDATE_ROWS_EVENT). */
const partialUpdate = 39;

class Content {
  readonly #hash: Hash = createHash('sha1');
  readonly #tables = new Map<number, string>();
  #head = '';
  #full = true;

  add(event: BinlogEvent): void {
    if (event.kind === 'table-map') {
      this.#tables.set(event.tableId, JSON.stringify([event.schema, event.table]));
    } else if (event.kind === 'query' && !isFrame(event.sql)) {
      this.#begin(JSON.stringify(['statement', event.database, event.sql]));
    } else if (event.kind === 'rows') {
      if (event.image === null || event.type === partialUpdate) this.#full = false;
      if (event.image) this.#addRows(event, event.image);
    }
  }

  end(): Pick<TransactionDigest, 'digest' | 'full'> {
    return { digest: this.#hash.digest().subarray(0, 8).toString('base64url'), full: this.#full };
  }

  /** The image: number of columns, one bit a column that is there (of an update for both images), then the rows. */
  #addRows({ change, tableId }: Extract<BinlogEvent, { kind: 'rows' }>, image: Buffer): void {
    const cursor = new Cursor(image);
    const columns = cursor.lengthEncoded();
    const images = change === 'update' ? 2 : 1;
    const present = Array.from({ length: images }, () =>
      bitsOf(cursor.take(Math.ceil(columns / 8)), columns),
    );
    if (present.some((bits) => bits.includes('0'))) this.#full = false;
    this.#begin(`${this.#tables.get(tableId)} ${change} ${present.join(' ')}`);
    this.#hash.update(cursor.rest());
  }

  /** Rows of one kind may be one event or many: what they have in common counts once. */
  #begin(head: string): void {
    if (head === this.#head && !head.startsWith('["statement"')) return;
    this.#hash.update(`\n${head}\n`);
    this.#head = head;
  }
}

/** What begins, ends or divides a transaction, and changes nothing. */
function isFrame(sql: string): boolean {
  return /^(?:BEGIN$|COMMIT$|ROLLBACK|SAVEPOINT|XA (?:START|END|PREPARE))/i.test(sql);
}

/** The first bits of a bitmap, the lowest first. Those behind the last column mean nothing: servers set them. */
function bitsOf(bitmap: Buffer, count: number): string {
  return Array.from({ length: count }, (_, at) => ((bitmap[at >> 3] ?? 0) >> (at & 7)) & 1).join('');
}
