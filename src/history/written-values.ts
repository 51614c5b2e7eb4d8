import type { Numbers } from './narrow-column.ts';
import type { Column } from './packed-column.ts';

type Keys = { readonly length: number; readonly writer: Numbers; readonly sequence: Numbers };

/** A writer counts from 1. The list of one that leaves out most numbers would be too long, and so would one of all writers. */
const mostSlotsPerOperation = 4;
const mostWriters = 4096;

/**
 * The values of operations, by the keys of their rows: final states mostly hold the very same ones, and need none of their own.
 */
export class WrittenValues implements Column {
  readonly #keys: Keys;
  readonly #byWriter: readonly (Uint32Array | undefined)[];

  private constructor(keys: Keys, byWriter: readonly (Uint32Array | undefined)[]) {
    this.#keys = keys;
    this.#byWriter = byWriter;
  }

  /** Null where they cannot be told by their keys: one was given two values, or most are left out. */
  static of(keys: Keys, values: Numbers): WrittenValues | null {
    const { length, writer, sequence } = keys;
    /** Of each writer, how many slots it takes; 0 where it wrote nothing. */
    const slots = new Float64Array(mostWriters);
    for (let row = 0; row < length; row += 1) {
      const of = writer[row] ?? 0;
      if (of >= mostWriters) return null;
      slots[of] = Math.max(slots[of] ?? 0, (sequence[row] ?? 0) + 1);
    }
    if (slots.reduce((sum, own) => sum + own, 0) > mostSlotsPerOperation * length + 16) return null;
    const byWriter = Array.from(slots, (own) => (own === 0 ? undefined : new Uint32Array(own)));
    for (let row = 0; row < length; row += 1) {
      const own = byWriter[writer[row] ?? 0];
      if (own) own[sequence[row] ?? 0] = values[row] ?? 0;
    }
    const column = new WrittenValues(keys, byWriter);
    for (let row = 0; row < length; row += 1) if (column.at(row) !== values[row]) return null;
    return column;
  }

  get length(): number {
    return this.#keys.length;
  }

  at(row: number): number {
    const { writer, sequence } = this.#keys;
    return this.#byWriter[writer[row] ?? 0]?.[sequence[row] ?? 0] ?? 0;
  }

  /** The values of a writer by its sequences: 0 for those that are left out. */
  of(writer: number): Uint32Array | undefined {
    return this.#byWriter[writer];
  }
}
