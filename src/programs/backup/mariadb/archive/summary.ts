import type { Damage } from '../../../../formats/binlog/damage.ts';
import { isDamage, readEvents } from '../../../../formats/binlog/events.ts';
import {
  formatGtid,
  type Transaction,
  TransactionCollector,
} from '../../../../formats/binlog/transactions.ts';
import {
  formatPosition,
  furthest,
  type GtidPosition,
  parseMariadbGtid,
  parsePosition,
  positionAt,
} from '../../../../formats/mariadb-gtid.ts';
import type { BinlogSummary } from '../store/schema.ts';

/** Reads a binary log file once, and tells what is in it. Throws only what reading `chunks` throws. */
export async function summarizeBinlog(
  _file: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<BinlogSummary> {
  const counted = new Counted(chunks);
  const collector = new TransactionCollector();
  const found = new Found();
  let before: string | null = null;
  let damage: Damage | null = null;
  for await (const event of readEvents(counted)) {
    if (isDamage(event)) {
      damage = event;
      continue;
    }
    if (event.kind === 'gtid-list') before ??= formatPosition(parsePosition(event.gtids.join(',')));
    for (const transaction of collector.add(event)) found.add(transaction);
  }
  return { before, ...found.told, bytes: counted.bytes, damage };
}

class Counted {
  bytes = 0;
  readonly #chunks: AsyncIterable<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of this.#chunks) {
      this.bytes += chunk.length;
      yield chunk;
    }
  }
}

/** The complete transactions of a file. */
class Found {
  #last: GtidPosition = new Map();
  readonly #first = new Map<number, string>();
  #transactions = 0;
  #firstUs: number | null = null;
  #lastUs: number | null = null;

  add({ complete, gtid, immediateCommitUs }: Transaction): void {
    if (!complete || !gtid) return;
    const one = parseMariadbGtid(formatGtid(gtid));
    this.#transactions += 1;
    this.#last = furthest(this.#last, positionAt(one));
    if (!this.#first.has(one.domain)) this.#first.set(one.domain, formatGtid(gtid));
    this.#firstUs ??= immediateCommitUs;
    this.#lastUs = immediateCommitUs;
  }

  get told(): Omit<BinlogSummary, 'before' | 'bytes' | 'damage'> {
    return {
      gtids: formatPosition(this.#last),
      first: [...this.#first.values()],
      transactions: this.#transactions,
      firstWrittenUs: this.#firstUs,
      lastWrittenUs: this.#lastUs,
    };
  }
}
