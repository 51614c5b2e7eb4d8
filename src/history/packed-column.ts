/** Values in an order, looked up by their index: a column that is kept, or one that is worked out. */
export type Column = { readonly length: number; at(index: number): number | undefined };

const groupShift = 5;
const groupRows = 1 << groupShift;
const inGroup = groupRows - 1;
/** A group begins at a multiple of 32 bytes, so that these bits of its place can tell how many bytes a row takes. */
const widthBits = 0x1f;
const pageShift = 16;
const pageBytes = 1 << pageShift;
const inPage = pageBytes - 1;

/**
 * A growing column of numbers that follow each other closely, and are given back as they were given, to the last bit. 32 rows
 * each count from their lowest, in as few bytes a row as their spread takes: none, one, two or four. Where that is not exact,
 * they take eight.
 */
export class PackedColumn implements Column {
  readonly #perUnit: number;
  /** Of each group, its lowest number. */
  #lowest: Float64Array;
  /** Of each group, where its bytes begin, and how many a row takes. */
  #places: Uint32Array;
  /** Pages, so that there is never much more than what is used, and none of it is copied. */
  readonly #pages: Uint8Array[] = [];
  readonly #views: DataView[] = [];
  #usedBytes = 0;
  /** The rows of the last group, which are not packed yet. */
  readonly #open = new Float64Array(groupRows);
  #openGroup = -1;
  #length = 0;

  /** @param perUnit into how many parts a unit is divided: numbers that are no whole parts take eight bytes */
  constructor(perUnit = 1) {
    this.#perUnit = perUnit;
    this.#lowest = new Float64Array(128);
    this.#places = new Uint32Array(128);
  }

  /** How many rows were set. */
  get length(): number {
    return this.#length;
  }

  /** Leaves out all rows from this one on. */
  set length(rows: number) {
    this.#length = rows;
  }

  /** What its numbers take, apart from some that are left free for more. */
  get usedBytes(): number {
    return this.#usedBytes + (this.#length / groupRows) * 12;
  }

  at(row: number): number {
    const group = row >>> groupShift;
    const index = row & inGroup;
    if (group === this.#openGroup) return this.#open[index] ?? 0;
    const place = this.#places[group] ?? 0;
    const width = place & widthBits;
    const at = (place & inPage) - width + width * index;
    const page = place >>> pageShift;
    let above = 0;
    if (width === 2) above = this.#views[page]?.getUint16(at, true) ?? 0;
    else if (width === 1) above = this.#pages[page]?.[at] ?? 0;
    else if (width === 4) above = this.#views[page]?.getUint32(at, true) ?? 0;
    else if (width === 8) return this.#views[page]?.getFloat64(at, true) ?? 0;
    return ((this.#lowest[group] ?? 0) + above) / this.#perUnit;
  }

  /** Sets a row: the one behind the last, or the last once more. */
  set(row: number, value: number): void {
    const group = row >>> groupShift;
    if (group !== this.#openGroup) {
      if (this.#openGroup >= 0) this.#pack(this.#openGroup);
      this.#openGroup = group;
    }
    this.#open[row & inGroup] = value;
    this.#length = row + 1;
  }

  #pack(group: number): void {
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let isExact = true;
    for (let index = 0; index < groupRows; index += 1) {
      const value = this.#open[index] ?? 0;
      const whole = Math.round(value * this.#perUnit);
      if (whole / this.#perUnit !== value) isExact = false;
      if (whole < lowest) lowest = whole;
      if (whole > highest) highest = whole;
    }
    const width = isExact ? widthOf(highest - lowest) : 8;
    const [bytes, view] = this.#makeRoom(group, width * groupRows);
    this.#lowest[group] = lowest;
    this.#places[group] = this.#usedBytes + width;
    for (let index = 0; index < groupRows; index += 1) {
      const value = this.#open[index] ?? 0;
      const at = (this.#usedBytes & inPage) + width * index;
      const above = Math.round(value * this.#perUnit) - lowest;
      if (width === 1) bytes[at] = above;
      else if (width === 2) view.setUint16(at, above, true);
      else if (width === 4) view.setUint32(at, above, true);
      else if (width === 8) view.setFloat64(at, value, true);
    }
    this.#usedBytes += width * groupRows;
  }

  /** The page that has room for a group: no group reaches over the end of one. */
  #makeRoom(group: number, bytes: number): readonly [Uint8Array, DataView] {
    if (group >= this.#places.length) {
      const groups = 2 * (group + 1);
      const [lowest, places] = [new Float64Array(groups), new Uint32Array(groups)];
      lowest.set(this.#lowest);
      places.set(this.#places);
      [this.#lowest, this.#places] = [lowest, places];
    }
    const leftBytes = pageBytes - (this.#usedBytes & inPage);
    if (bytes > leftBytes) this.#usedBytes += leftBytes;
    const page = this.#usedBytes >>> pageShift;
    const [known, view] = [this.#pages[page], this.#views[page]];
    if (known && view) return [known, view];
    const made = new Uint8Array(pageBytes);
    const viewed = new DataView(made.buffer);
    this.#pages[page] = made;
    this.#views[page] = viewed;
    return [made, viewed];
  }
}

function widthOf(spread: number): number {
  if (spread === 0) return 0;
  if (spread <= 0xff) return 1;
  if (spread <= 0xffff) return 2;
  return spread <= 0xffff_ffff ? 4 : 8;
}
