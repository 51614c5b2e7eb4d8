import type { WrittenValues } from './written-values.ts';

/** The rows of one node at one time, ascending by writer and sequence, by their index. */
export type FinalRows = {
  readonly length: number;
  writer(row: number): number;
  sequence(row: number): number;
  value(row: number): number;
  serverId(row: number): number;
  /** The index of the row of a key, or -1. */
  find(writer: number, sequence: number): number;
  /** What its numbers take, those that it shares with others as well. */
  readonly ownBytes: number;
};

/** Numbers of one column: each one, or the first of them and what each adds to the one before it. */
type Numbers = Uint32Array | { readonly first: number; readonly step: number };

/** Rows of one writer whose sequences begin with the same bits. */
type Chunk = {
  /** Index of its first row, and that behind its last. */
  readonly from: number;
  readonly to: number;
  readonly writer: number;
  readonly sequence: Numbers;
  readonly value: Numbers;
  /** Where the values are those that operations carried: all of the writer's, by their sequences. */
  readonly written: Uint32Array | null;
  readonly serverId: Numbers;
};

const chunkBits = 12;
const mostRows = 1 << chunkBits;

/** Numbers that several final states hold alike are kept once. */
export class SharedNumbers {
  readonly #byHash = new Map<number, readonly Uint32Array[]>();
  readonly #written: WrittenValues | undefined;

  /** @param written what operations carried: rows mostly hold the same, and need none of their own */
  constructor(written?: WrittenValues) {
    this.#written = written;
  }

  /** All that a writer wrote, by its sequences, where some rows of it have those values; else null. */
  asWritten(writer: number, sequences: Uint32Array, values: Uint32Array): Uint32Array | null {
    const written = this.#written?.of(writer);
    const isWritten = written && values.every((value, index) => written[sequences[index] ?? 0] === value);
    return isWritten ? written : null;
  }

  keep(numbers: Uint32Array): Numbers {
    const first = numbers[0] ?? 0;
    const step = (numbers[1] ?? first) - first;
    if (numbers.every((number, index) => number === first + index * step)) return { first, step };
    let hash = 0;
    for (const number of numbers) hash = (Math.imul(hash, 31) + number) | 0;
    const alike = this.#byHash.get(hash) ?? [];
    const known = alike.find(
      (one) => one.length === numbers.length && one.every((number, index) => number === numbers[index]),
    );
    if (known) return known;
    const kept = numbers.slice();
    this.#byHash.set(hash, [...alike, kept]);
    return kept;
  }
}

/**
 * Collects the rows of a final state. Nodes mostly end with the same rows: with the same `SharedNumbers` for all of them a
 * row takes about four bytes, on however many nodes it is, and none at all where it is as its operation wrote it.
 */
export class FinalRowsBuilder {
  readonly #shared: SharedNumbers;
  readonly #chunks: Chunk[] = [];
  readonly #sequence = new Uint32Array(mostRows);
  readonly #value = new Uint32Array(mostRows);
  readonly #serverId = new Uint32Array(mostRows);
  #writer = 0;
  #from = 0;
  #length = 0;

  constructor(shared: SharedNumbers) {
    this.#shared = shared;
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a row, which must come after all before it: false, and nothing is done, where it does not. */
  append(writer: number, sequence: number, value: number, serverId: number): boolean {
    if (this.#length > 0) {
      const last = this.#sequence[this.#length - this.#from - 1] ?? 0;
      if (writer < this.#writer || (writer === this.#writer && sequence <= last)) return false;
      if (writer !== this.#writer || sequence >>> chunkBits !== last >>> chunkBits) this.#close();
    }
    const at = this.#length - this.#from;
    this.#writer = writer;
    this.#sequence[at] = sequence;
    this.#value[at] = value;
    this.#serverId[at] = serverId;
    this.#length += 1;
    return true;
  }

  rows(): FinalRows {
    if (this.#length > this.#from) this.#close();
    return new ChunkedRows(this.#chunks, this.#length);
  }

  #close(): void {
    const own = (column: Uint32Array): Uint32Array => column.subarray(0, this.#length - this.#from);
    const [sequences, values] = [own(this.#sequence), own(this.#value)];
    const written = this.#shared.asWritten(this.#writer, sequences, values);
    this.#chunks.push({
      from: this.#from,
      to: this.#length,
      writer: this.#writer,
      sequence: this.#shared.keep(sequences),
      written,
      value: written ? { first: 0, step: 0 } : this.#shared.keep(values),
      serverId: this.#shared.keep(own(this.#serverId)),
    });
    this.#from = this.#length;
  }
}

class ChunkedRows implements FinalRows {
  readonly length: number;
  readonly #chunks: readonly Chunk[];
  readonly #byKey: ReadonlyMap<number, Chunk>;
  /** The chunk of the row that was looked at last: rows are mostly looked at one after the other. */
  #last: Chunk | undefined;

  constructor(chunks: readonly Chunk[], length: number) {
    this.length = length;
    this.#chunks = chunks;
    this.#byKey = new Map(
      chunks.map((chunk) => [keyOf(chunk.writer, numberAt(chunk.sequence, 0)), chunk] as const),
    );
  }

  get ownBytes(): number {
    const bytesOf = (numbers: Numbers): number => ('step' in numbers ? 0 : numbers.byteLength);
    return this.#chunks.reduce(
      (sum, { sequence, value, serverId }) => sum + bytesOf(sequence) + bytesOf(value) + bytesOf(serverId),
      0,
    );
  }

  writer(row: number): number {
    return this.#chunkOf(row).writer;
  }

  sequence(row: number): number {
    const chunk = this.#chunkOf(row);
    return numberAt(chunk.sequence, row - chunk.from);
  }

  value(row: number): number {
    const chunk = this.#chunkOf(row);
    if (!chunk.written) return numberAt(chunk.value, row - chunk.from);
    return chunk.written[numberAt(chunk.sequence, row - chunk.from)] ?? 0;
  }

  serverId(row: number): number {
    const chunk = this.#chunkOf(row);
    return numberAt(chunk.serverId, row - chunk.from);
  }

  find(writer: number, sequence: number): number {
    const chunk = this.#byKey.get(keyOf(writer, sequence));
    if (!chunk) return -1;
    this.#last = chunk;
    const { sequence: own, from: first } = chunk;
    // Where no row is missing, it is as far from the first as its number. Nowhere is it farther.
    let to = Math.min(chunk.to - first, sequence - numberAt(own, 0) + 1);
    if (to <= 0) return -1;
    if (numberAt(own, to - 1) === sequence) return first + to - 1;
    let from = 0;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const found = numberAt(own, middle);
      if (found === sequence) return first + middle;
      if (found < sequence) from = middle + 1;
      else to = middle;
    }
    return -1;
  }

  #chunkOf(row: number): Chunk {
    const last = this.#last;
    if (last && row >= last.from && row < last.to) return last;
    let from = 0;
    let to = this.#chunks.length - 1;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (row >= (this.#chunks[middle]?.to ?? 0)) from = middle + 1;
      else to = middle;
    }
    const found = this.#chunks[from];
    if (!found || row < found.from || row >= found.to)
      throw new RangeError(`no row ${row} of ${this.length}`);
    this.#last = found;
    return found;
  }
}

function numberAt(numbers: Numbers, index: number): number {
  return numbers instanceof Uint32Array ? (numbers[index] ?? 0) : numbers.first + index * numbers.step;
}

/** The same for all rows of a chunk. */
function keyOf(writer: number, sequence: number): number {
  return writer * 2 ** (32 - chunkBits) + (sequence >>> chunkBits);
}
