/** Values in an order, looked up by their index: a column that is kept, or one that is worked out. */
export type Column = { readonly length: number; at(index: number): number | undefined };

const rowsPerBlock = 4096;
const blockShift = 12;
const microseconds = 1000;
const widest = 0x7fff_ffff;

/**
 * A growing column of instants (ms) that takes four bytes each, and gives back what it was given, to the last bit: a block
 * of rows counts in whole microseconds from its first, as records do. Where an instant is no whole microsecond, or is more
 * than 35 minutes from its block's first, the column takes eight bytes each.
 */
export class Instants implements Column {
  #blocks: Float64Array;
  #offsets: Int32Array;
  #wide: Float64Array | null = null;
  #length = 0;

  /** `capacity` is a guess. Too many rows cost nothing: memory that is never touched is never there. */
  constructor(capacity: number) {
    this.#offsets = new Int32Array(capacity);
    this.#blocks = new Float64Array(Math.ceil(capacity / rowsPerBlock));
  }

  static from(length: number, atMsOf: (row: number) => number): Instants {
    const column = new Instants(length);
    for (let row = 0; row < length; row += 1) column.set(row, atMsOf(row));
    return column;
  }

  /** How many rows were set. */
  get length(): number {
    return this.#length;
  }

  /** Leaves out all rows from this one on. */
  set length(rows: number) {
    this.#length = rows;
  }

  at(row: number): number {
    if (this.#wide) return this.#wide[row] ?? 0;
    return ((this.#blocks[row >>> blockShift] ?? 0) + (this.#offsets[row] ?? 0)) / microseconds;
  }

  /** Sets a row; those before it must have been set. */
  set(row: number, atMs: number): void {
    const whole = Math.round(atMs * microseconds);
    if (row % rowsPerBlock === 0) this.#blocks[row >>> blockShift] = whole;
    const offset = whole - (this.#blocks[row >>> blockShift] ?? 0);
    if (!this.#wide && (whole / microseconds !== atMs || Math.abs(offset) > widest)) this.#widen(row);
    if (this.#wide) this.#wide[row] = atMs;
    else this.#offsets[row] = offset;
    this.#length = row + 1;
  }

  /** The same rows, with room for more. */
  grow(capacity: number): void {
    if (this.#wide) {
      const wide = new Float64Array(capacity);
      wide.set(this.#wide);
      this.#wide = wide;
      return;
    }
    const offsets = new Int32Array(capacity);
    offsets.set(this.#offsets);
    this.#offsets = offsets;
    const blocks = new Float64Array(Math.ceil(capacity / rowsPerBlock));
    blocks.set(this.#blocks);
    this.#blocks = blocks;
  }

  #widen(rows: number): void {
    const wide = new Float64Array(this.#offsets.length);
    for (let row = 0; row < rows; row += 1) wide[row] = this.at(row);
    this.#wide = wide;
    this.#offsets = new Int32Array();
  }
}
