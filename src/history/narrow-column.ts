/** Whole numbers, as narrow as the greatest of them. */
export type Numbers = Uint8Array | Uint16Array | Uint32Array;

/** A growing column of whole numbers below 2^32, that begins with one byte each and is widened when one does not fit. */
export class NarrowColumn {
  values: Numbers;
  #most = 0xff;

  /** `capacity` is a guess. Too many rows cost nothing: memory that is never touched is never there. */
  constructor(capacity: number) {
    this.values = new Uint8Array(capacity);
  }

  /** Sets a row: the one behind the last, or the last once more. */
  set(row: number, value: number): void {
    if (value > this.#most) this.#widen(row, value);
    if (row >= this.values.length) this.#grow(row + 1);
    this.values[row] = value;
  }

  /** The first rows; those that were never set are 0. */
  first(rows: number): Numbers {
    if (rows > this.values.length) this.#grow(rows);
    return this.values.subarray(0, rows);
  }

  #widen(rows: number, value: number): void {
    const isHalf = value <= 0xffff;
    const { length } = this.values;
    const wider = isHalf ? new Uint16Array(length) : new Uint32Array(length);
    // Not all of it: what lies behind was never touched.
    wider.set(this.values.subarray(0, rows));
    this.values = wider;
    this.#most = isHalf ? 0xffff : 0xffff_ffff;
  }

  #grow(rows: number): void {
    const { values } = this;
    const length = 2 * rows;
    const larger =
      values instanceof Uint8Array
        ? new Uint8Array(length)
        : values instanceof Uint16Array
          ? new Uint16Array(length)
          : new Uint32Array(length);
    larger.set(values);
    this.values = larger;
  }
}
