import { Instants } from './instants.ts';
import type { OperationTable } from './record.ts';
import { sortedBy } from './sorted-by.ts';

/** `error` is 16 bits wide; what does not fit is told as this. */
const otherErrors = 'other errors';
const errorLimit = 0xfffe;

type Columns = {
  readonly stream: Uint8Array;
  readonly writer: Uint32Array;
  readonly sequence: Uint32Array;
  readonly value: Uint32Array;
  readonly outcome: Uint8Array;
  readonly error: Uint16Array;
};

type Times = {
  readonly scheduledAtMs: Instants;
  readonly startedAtMs: Instants;
  readonly endedAtMs: Instants;
};

/** Columns that grow, from which an operation table is made. */
export class OperationColumns {
  columns: Columns;
  readonly times: Times;
  length = 0;
  readonly #errors: string[] = [''];
  readonly #errorIndex = new Map<string, number>();

  /** `capacity` is a guess. Too many rows cost nothing: memory that is never touched is never there. */
  constructor(capacity = 4096) {
    const rows = Math.max(Math.ceil(capacity), 1);
    this.columns = allocate(rows);
    this.times = timesFor(rows);
  }

  /** Makes room for one more row and returns its index; the caller fills it in. */
  append(): number {
    if (this.length === this.columns.stream.length) {
      const larger = allocate(2 * this.length);
      copyInto(larger, this.columns);
      this.columns = larger;
      for (const column of Object.values(this.times)) column.grow(2 * this.length);
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
    const { endedAtMs } = this.times;
    for (let row = 1; row < this.length; row += 1) {
      if (endedAtMs.at(row - 1) > endedAtMs.at(row)) return false;
    }
    return true;
  }

  /** The table, in the order in which operations ended. */
  table(): OperationTable {
    const { length, times } = this;
    for (const column of Object.values(times)) column.length = length;
    const columns = mapColumns(this.columns, (column) => column.subarray(0, length));
    const all = { ...columns, ...times };
    return { length, ...(this.ordered() ? all : sorted(columns, times, length)), errors: this.#errors };
  }
}

function timesFor(rows: number): Times {
  const column = (): Instants => new Instants(rows);
  return { scheduledAtMs: column(), startedAtMs: column(), endedAtMs: column() };
}

function allocate(capacity: number): Columns {
  return {
    stream: new Uint8Array(capacity),
    writer: new Uint32Array(capacity),
    sequence: new Uint32Array(capacity),
    value: new Uint32Array(capacity),
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
function sorted(columns: Columns, times: Times, length: number): Columns & Times {
  const order = new Uint32Array(length);
  for (let row = 0; row < length; row += 1) order[row] = row;
  sortedBy(order, (row) => times.endedAtMs.at(row));
  const inOrder = (column: Instants): Instants => Instants.from(length, (row) => column.at(order[row] ?? 0));
  const moved = mapColumns(columns, (column) => {
    const result = column.slice();
    for (let row = 0; row < length; row += 1) result[row] = column[order[row] ?? 0] ?? 0;
    return result;
  });
  return {
    ...moved,
    scheduledAtMs: inOrder(times.scheduledAtMs),
    startedAtMs: inOrder(times.startedAtMs),
    endedAtMs: inOrder(times.endedAtMs),
  };
}
