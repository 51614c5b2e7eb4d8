import type { OperationTable } from './record.ts';

/** `error` is 16 bits wide; what does not fit is told as this. */
const otherErrors = 'other errors';
const errorLimit = 0xfffe;

type Columns = {
  readonly stream: Uint8Array;
  readonly writer: Uint32Array;
  readonly sequence: Uint32Array;
  readonly value: Uint32Array;
  readonly scheduledAtMs: Float64Array;
  readonly startedAtMs: Float64Array;
  readonly endedAtMs: Float64Array;
  readonly outcome: Uint8Array;
  readonly error: Uint16Array;
};

/** Columns that grow, from which an operation table is made. */
export class OperationColumns {
  columns: Columns;
  length = 0;
  readonly #errors: string[] = [''];
  readonly #errorIndex = new Map<string, number>();

  /** `capacity` is a guess. Too many rows cost nothing: memory that is never touched is never there. */
  constructor(capacity = 4096) {
    this.columns = allocate(Math.max(Math.ceil(capacity), 1));
  }

  /** Makes room for one more row and returns its index; the caller fills it in. */
  append(): number {
    if (this.length === this.columns.stream.length) {
      const larger = allocate(2 * this.length);
      copyInto(larger, this.columns);
      this.columns = larger;
    }
    this.length += 1;
    return this.length - 1;
  }

  /** The index that stands for an error; 0 for none. */
  errorIndexOf(error: string | null): number {
    if (error === null) return 0;
    const known = this.#errorIndex.get(error);
    if (known !== undefined) return known;
    if (this.#errors.length >= errorLimit && error !== otherErrors) return this.errorIndexOf(otherErrors);
    this.#errorIndex.set(error, this.#errors.length);
    this.#errors.push(error);
    return this.#errors.length - 1;
  }

  /** Whether the rows stand in the order in which operations ended. */
  ordered(): boolean {
    const { endedAtMs } = this.columns;
    for (let row = 1; row < this.length; row += 1) {
      if ((endedAtMs[row - 1] ?? 0) > (endedAtMs[row] ?? 0)) return false;
    }
    return true;
  }

  /** The table, in the order in which operations ended. */
  table(): OperationTable {
    const { length } = this;
    const columns = mapColumns(this.columns, (column) => column.subarray(0, length));
    return { length, ...(this.ordered() ? columns : sorted(columns, length)), errors: this.#errors };
  }
}

function allocate(capacity: number): Columns {
  return {
    stream: new Uint8Array(capacity),
    writer: new Uint32Array(capacity),
    sequence: new Uint32Array(capacity),
    value: new Uint32Array(capacity),
    scheduledAtMs: new Float64Array(capacity),
    startedAtMs: new Float64Array(capacity),
    endedAtMs: new Float64Array(capacity),
    outcome: new Uint8Array(capacity),
    error: new Uint16Array(capacity),
  };
}

type Column = Columns[keyof Columns];

function mapColumns(columns: Columns, change: <C extends Column>(column: C) => Column): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, change(column)]),
  ) as unknown as Columns;
}

function copyInto(target: Columns, source: Columns): void {
  for (const name of Object.keys(source) as (keyof Columns)[]) target[name].set(source[name]);
}

/** In old records streams are written batch by batch, so that rows may be slightly out of order. */
function sorted(columns: Columns, length: number): Columns {
  const at = (row: number): number => columns.endedAtMs[row] ?? 0;
  const order = Array.from({ length }, (_, row) => row).sort((a, b) => at(a) - at(b));
  return mapColumns(columns, (column) => {
    const result = column.slice();
    for (let row = 0; row < length; row += 1) result[row] = column[order[row] ?? 0] ?? 0;
    return result;
  });
}
