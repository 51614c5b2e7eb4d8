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

type Counted = {
  readonly stream: number;
  readonly writer: number;
  count: number;
  highest: number;
  /** The sequence and the due time of the operation before. */
  last: number;
  lastDueMs: number;
  /** Each operation of the table so far has a higher sequence than the one before it, and was due after it, or not even that. */
  ascends: boolean;
};

/** Of each sequence the row of its last operation, plus 1; 0 where there is none. Null where too many are missing. */
type Placed = { readonly rows: Uint32Array | null; twice: number };

/**
 * The writers of a record, each with what does not hold of its operations: it counts them from 1, so that each has its
 * place, and the next is due after the one before it.
 */
export function writersOf(operations: OperationTable): Writer[] {
  const all = countedIn(operations);
  const unsure = all.filter((own) => !(own.ascends && own.last === own.count));
  const placed = placedIn(operations, unsure);
  return all.map((own) => ({
    stream: streams[own.stream] ?? 'service',
    writer: own.writer,
    highest: own.highest,
    problems: problemsOf(own, placed.get(own), operations),
  }));
}

/** Most writers end their operations in the order of their sequences. If the last of n has number n then, none is missing. */
function countedIn({ length, stream, writer, sequence, scheduledAtMs }: OperationTable): Counted[] {
  const counted = new Table<Counted>((key) => ({
    ...partsOf(key),
    count: 0,
    highest: 0,
    last: 0,
    lastDueMs: Number.NEGATIVE_INFINITY,
    ascends: true,
  }));
  for (let row = 0; row < length; row += 1) {
    const own = counted.at(keyOf(stream[row], writer[row]));
    const at = sequence[row] ?? 0;
    const dueMs = scheduledAtMs.at(row);
    if (at <= own.last || dueMs <= own.lastDueMs) own.ascends = false;
    own.count += 1;
    own.last = at;
    own.lastDueMs = dueMs;
    if (at > own.highest) own.highest = at;
  }
  return counted.values();
}

/** Where the operations of some writers are. */
function placedIn(operations: OperationTable, some: readonly Counted[]): Map<Counted, Placed> {
  const { length, stream, writer, sequence } = operations;
  const placed = new Map(
    some.map((own) => {
      // There is no memory for all that a hostile record may leave out.
      const fits = own.highest <= 4 * own.count + 16;
      return [own, { twice: 0, rows: fits ? new Uint32Array(own.highest + 1) : null } as Placed] as const;
    }),
  );
  if (placed.size === 0) return placed;
  const byKey = new Map([...placed].map(([own, at]) => [keyOf(own.stream, own.writer), at]));
  for (let row = 0; row < length; row += 1) {
    const own = byKey.get(keyOf(stream[row], writer[row]));
    const at = sequence[row] ?? 0;
    if (!own?.rows) continue;
    if (own.twice === 0 && own.rows[at] !== 0) own.twice = at + 1;
    own.rows[at] = row + 1;
  }
  return placed;
}

function problemsOf(
  { stream, writer, count, highest }: Counted,
  placed: Placed | undefined,
  { scheduledAtMs }: OperationTable,
): string[] {
  if (!placed) return [];
  const { rows, twice } = placed;
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
