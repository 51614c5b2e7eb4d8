import { z } from 'zod';
import { onOneLine } from './sql-words.ts';
import { type ChangeKind, changeKinds } from './statement.ts';
import { type Change, formatGtid, type Transaction } from './transactions.ts';

export const wantedKinds = [...changeKinds.filter((kind) => kind !== 'other'), 'any'] as const;

/** Which transactions are looked for. All that is given must hold, of one and the same change where it is about changes. */
export type Wanted = {
  readonly kind: Exclude<ChangeKind, 'other'> | 'any';
  /** Case does not matter, as it depends on the server whether it does. */
  readonly schema?: string | undefined;
  /** DROP DATABASE also hits every table of its schema. */
  readonly table?: string | undefined;
  /** When it was committed first, both inclusive (microseconds since the epoch). */
  readonly fromUs?: number | undefined;
  readonly toUs?: number | undefined;
};

export const matchSchema = z.strictObject({
  gtid: z.string(),
  committedAt: z.iso.datetime().meta({ description: 'when it was committed first, UTC, to the microsecond' }),
  file: z.string(),
  offset: z.number().int().meta({ description: 'of its first byte' }),
  endOffset: z.number().int(),
  complete: z.boolean().meta({ description: 'false where the file ends before the transaction does' }),
  text: z.string().meta({ description: 'what it did, on one line' }),
});
export type Match = z.infer<typeof matchSchema>;

/** What to show of a transaction of a file; undefined where it is not wanted. */
export function matchTransaction(transaction: Transaction, wanted: Wanted, file: string): Match | undefined {
  const { committedUs, offset, endOffset, complete } = transaction;
  if (committedUs < (wanted.fromUs ?? Number.NEGATIVE_INFINITY)) return undefined;
  if (committedUs > (wanted.toUs ?? Number.POSITIVE_INFINITY)) return undefined;
  const hits = transaction.changes.filter((change) => isWanted(change, wanted));
  const everything = wanted.kind === 'any' && wanted.schema === undefined && wanted.table === undefined;
  if (hits.length === 0 && !everything) return undefined;
  return {
    gtid: formatGtid(transaction.gtid),
    committedAt: formatUs(committedUs),
    file,
    offset,
    endOffset,
    complete,
    text: describe(hits),
  };
}

function isWanted(change: Change, { kind, schema, table }: Wanted): boolean {
  if (kind !== 'any' && change.kind !== kind) return false;
  if (schema !== undefined && !sameName(change.schema, schema)) return false;
  return table === undefined || change.kind === 'drop-database' || sameName(change.table, table);
}

function sameName(a: string | null, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}

const mostShown = 3;
const mostCharacters = 160;

function describe(changes: readonly Change[]): string {
  if (changes.length === 0) return 'no change';
  // A statement that drops several tables is several changes.
  const texts = [...new Set(changes.map(describeChange))];
  const more = texts.length - mostShown;
  return `${texts.slice(0, mostShown).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function describeChange({ by, kind, schema, table, events, bytes, sql }: Change): string {
  const statement = sql === null ? '' : onOneLine(sql, mostCharacters);
  if (by === 'statement')
    return events === 1 ? statement : `${statement} (and ${events - 1} more such statements)`;
  const name = schema === null ? 'an unknown table' : `${schema}.${table}`;
  const counted = `${kind} of ${name}: ${events} row event${events === 1 ? '' : 's'}, ${formatSize(bytes)}`;
  return statement === '' ? counted : `${counted} (${statement})`;
}

/** Bytes for people, as disks count them: `96 kB`. */
function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${Math.round(bytes / 1000 ** power)} ${units[power]}`;
}

/** An instant in microseconds since the epoch: `2026-11-21T12:31:07.123456Z`. */
export function formatUs(us: number): string {
  const ms = Math.floor(us / 1000);
  const micros = String(us - ms * 1000).padStart(3, '0');
  return new Date(ms).toISOString().replace('Z', `${micros}Z`);
}

const instant = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)$/;

/** Microseconds since the epoch of `2026-11-21T12:31:07.123456Z`; undefined where the text is no instant with a zone. */
export function parseUs(text: string): number | undefined {
  const [, day, time, fraction = '', zone] = instant.exec(text) ?? [];
  const ms = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(ms) ? undefined : ms * 1000 + Number(fraction.padEnd(6, '0'));
}
