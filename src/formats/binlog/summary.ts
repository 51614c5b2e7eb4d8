import { z } from 'zod';
import { formatGtidSet, parseGtidSet } from '../gtid.ts';
import { type Damage, damageSchema } from './damage.ts';
import type { BinlogEvent } from './event.ts';
import { isDamage, readEvents } from './events.ts';
import { GtidCollector } from './gtid-collector.ts';
import { type Transaction, TransactionCollector } from './transactions.ts';

/** A text that is a GTID set. */
export const gtidSetText = z
  .string()
  .refine(isGtidSet, 'expected a GTID set such as "uuid:1-5:7,uuid:tag:1-3"')
  .meta({ description: 'a GTID set as MySQL writes it' });

const timeUs = z.number().int().nullable().meta({
  description: 'when it was committed first, microseconds since the epoch; null without transactions',
});

/** What a binary log file holds, as a catalogue keeps it. */
export const binlogSummarySchema = z.strictObject({
  file: z.string(),
  serverVersion: z.string().nullable(),
  serverId: z.number().int().nullable().meta({ description: 'of the server that wrote the file' }),
  previousGtids: gtidSetText.nullable().meta({
    description: 'what the server had executed when it began the file; null where that cannot be read',
  }),
  gtids: gtidSetText.meta({ description: 'the complete transactions in it' }),
  transactions: z.number().int().meta({ description: 'complete ones, with and without a GTID' }),
  withoutGtid: z.number().int().meta({ description: 'of these, those without a GTID' }),
  earliestCommitUs: timeUs,
  latestCommitUs: timeUs,
  firstWrittenUs: timeUs.meta({
    description: 'when the server that wrote the file committed its first transaction; else as the two above',
  }),
  lastWrittenUs: timeUs,
  bytes: z.number().int().meta({ description: 'that could be read' }),
  completeBytes: z.number().int().meta({
    description: 'up to where every event is good and no transaction is half: so much of it can be replayed',
  }),
  ended: z
    .enum(['rotate', 'stop'])
    .nullable()
    .meta({ description: 'how the server closed it; null where it writes it still, or died' }),
  nextFile: z.string().nullable().meta({ description: 'the file that the server went on with' }),
  inUse: z.boolean().meta({ description: 'the server marked it as being written' }),
  damage: damageSchema.nullable(),
});
export type BinlogSummary = z.infer<typeof binlogSummarySchema>;

function isGtidSet(text: string): boolean {
  try {
    parseGtidSet(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads a binary log file once, and tells what is in it. Throws only what reading `chunks` throws.
 *
 * @param file how the catalogue names it
 */
export async function summarizeBinlog(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<BinlogSummary> {
  const summarizer = new Summarizer();
  for await (const item of readEvents(counted(chunks, summarizer))) {
    if (isDamage(item)) summarizer.damage = item;
    else summarizer.add(item);
  }
  return summarizer.summary(file);
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  into: { bytes: number },
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    into.bytes += chunk.length;
    yield chunk;
  }
}

class Summarizer {
  bytes = 0;
  damage: Damage | null = null;
  readonly #collector = new TransactionCollector();
  readonly #gtids = new GtidCollector();
  #transactions = 0;
  #withoutGtid = 0;
  #earliestUs: number | null = null;
  #latestUs: number | null = null;
  #firstWrittenUs: number | null = null;
  #lastWrittenUs: number | null = null;
  #completeBytes = 0;
  #format: { serverVersion: string; serverId: number; inUse: boolean } | undefined;
  #previousGtids: string | null = null;
  #last: BinlogEvent | undefined;

  add(event: BinlogEvent): void {
    this.#last = event;
    if (event.kind === 'format') this.#format ??= event;
    if (event.kind === 'previous-gtids') this.#previousGtids ??= formatGtidSet(event.gtids);
    for (const transaction of this.#collector.add(event)) this.#count(transaction);
    if (!this.#collector.isOpen) this.#completeBytes = event.endOffset;
  }

  #count({ complete, gtid, committedUs, immediateCommitUs }: Transaction): void {
    if (!complete) return;
    this.#transactions += 1;
    if (gtid) this.#gtids.add(gtid);
    else this.#withoutGtid += 1;
    this.#earliestUs = Math.min(committedUs, this.#earliestUs ?? committedUs);
    this.#latestUs = Math.max(committedUs, this.#latestUs ?? committedUs);
    this.#firstWrittenUs ??= immediateCommitUs;
    this.#lastWrittenUs = immediateCommitUs;
  }

  summary(file: string): BinlogSummary {
    const last = this.damage ? undefined : this.#last;
    return {
      file,
      serverVersion: this.#format?.serverVersion ?? null,
      serverId: this.#format?.serverId ?? null,
      previousGtids: this.#previousGtids,
      gtids: formatGtidSet(this.#gtids.set),
      transactions: this.#transactions,
      withoutGtid: this.#withoutGtid,
      earliestCommitUs: this.#earliestUs,
      latestCommitUs: this.#latestUs,
      firstWrittenUs: this.#firstWrittenUs,
      lastWrittenUs: this.#lastWrittenUs,
      bytes: this.bytes,
      completeBytes: this.#completeBytes,
      ended: last?.kind === 'rotate' || last?.kind === 'stop' ? last.kind : null,
      nextFile: last?.kind === 'rotate' ? last.nextFile : null,
      inUse: this.#format?.inUse ?? false,
      damage: this.damage,
    };
  }
}
