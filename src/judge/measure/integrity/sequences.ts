import type { OperationTable } from '../../../history/record.ts';
import { type Stream, streams } from '../../../history/schema.ts';

/** What one writer did: its operations by their sequence. */
export type Writer = {
  readonly stream: Stream;
  readonly writer: number;
  /** The highest sequence. */
  readonly highest: number;
  readonly problems: readonly string[];
};

type Counted = { stream: number; writer: number; count: number; highest: number };
type Placed = Counted & {
  /** Of each sequence the row of its last operation, plus 1; 0 where there is none. Null where too many are missing. */
  readonly rows: Uint32Array | null;
  twice: number;
};

/**
 * The writers of a record, each with what does not hold of its operations: it counts them from 1, so that each has its
 * place, and the next is due after the one before it.
 */
export function writersOf(operations: OperationTable): Writer[] {
  const { length, stream, writer, sequence } = operations;
  const counted = new Table<Counted>((key) => ({ ...partsOf(key), count: 0, highest: 0 }));
  for (let row = 0; row < length; row += 1) {
    const own = counted.at(keyOf(stream[row], writer[row]));
    own.count += 1;
    if ((sequence[row] ?? 0) > own.highest) own.highest = sequence[row] ?? 0;
  }
  const placed = new Table<Placed>((key) => {
    const own = counted.at(key);
    // There is no memory for all that a hostile record may leave out.
    const fits = own.highest <= 4 * own.count + 16;
    return { ...own, twice: 0, rows: fits ? new Uint32Array(own.highest + 1) : null };
  });
  for (let row = 0; row < length; row += 1) {
    const own = placed.at(keyOf(stream[row], writer[row]));
    const at = sequence[row] ?? 0;
    if (!own.rows) continue;
    if (own.twice === 0 && own.rows[at] !== 0) own.twice = at + 1;
    own.rows[at] = row + 1;
  }
  return placed.values().map((own) => ({
    stream: streams[own.stream] ?? 'service',
    writer: own.writer,
    highest: own.highest,
    problems: problemsOf(own, operations),
  }));
}

function problemsOf(
  { stream, writer, count, highest, rows, twice }: Placed,
  { scheduledAtMs }: OperationTable,
): string[] {
  const about = `writer ${writer} (${streams[stream]})`;
  if (!rows) return [`${about}: at least ${highest - count} of ${highest} operations are missing`];
  let missing = 0;
  let firstMissing = 0;
  let early = 0;
  let beforeMs = Number.NEGATIVE_INFINITY;
  for (let sequence = 1; sequence <= highest; sequence += 1) {
    const row = (rows[sequence] ?? 0) - 1;
    if (row < 0) {
      missing += 1;
      firstMissing ||= sequence;
      continue;
    }
    const dueMs = scheduledAtMs.at(row);
    if (dueMs <= beforeMs) early ||= sequence;
    beforeMs = dueMs;
  }
  return [
    ...(twice > 0 ? [`${about}: sequence ${twice - 1} is there more than once`] : []),
    ...(rows[0] === 0 ? [] : [`${about}: sequences count from 1, and there is a 0`]),
    ...(missing > 0
      ? [`${about}: ${missing} of ${highest} operations are missing, the first of sequence ${firstMissing}`]
      : []),
    ...(early > 0 ? [`${about}: sequence ${early} was not due after the one before it`] : []),
  ];
}

function keyOf(stream = 0, writer = 0): number {
  return writer * streams.length + stream;
}

function partsOf(key: number): { stream: number; writer: number } {
  return { stream: key % streams.length, writer: Math.floor(key / streams.length) };
}

/** Values by whole numbers, nearly all of them small: looking one up costs no more than in an array. */
class Table<T> {
  readonly #make: (key: number) => T;
  readonly #small: T[] = [];
  readonly #all = new Map<number, T>();

  constructor(make: (key: number) => T) {
    this.#make = make;
  }

  at(key: number): T {
    const found = this.#small[key] ?? this.#all.get(key);
    if (found !== undefined) return found;
    const made = this.#make(key);
    this.#all.set(key, made);
    if (key < 1024) this.#small[key] = made;
    return made;
  }

  values(): T[] {
    return [...this.#all.values()];
  }
}
