import { Instants } from './instants.ts';
import { NarrowColumn, type Numbers } from './narrow-column.ts';
import type { OperationTable } from './record.ts';
import { sortedBy } from './sorted-by.ts';
import { WrittenValues } from './written-values.ts';

/** `error` is at most 16 bits wide; what does not fit is told as this. */
const otherErrors = 'other errors';
const errorLimit = 0xfffe;

/** Columns that grow, from which an operation table is made. */
export class OperationColumns {
  readonly numbers: Readonly<
    Record<'stream' | 'writer' | 'sequence' | 'value' | 'outcome' | 'error', NarrowColumn>
  >;
  readonly times: Readonly<Record<'scheduledAtMs' | 'startedAtMs' | 'endedAtMs', Instants>>;
  /** How many rows there are. Each of them is set in every column, before the next is. */
  length = 0;
  readonly #errors: string[] = [''];
  readonly #errorIndex = new Map<string, number>();

  /** `capacity` is a guess. Too many rows cost nothing: memory that is never touched is never there. */
  constructor(capacity = 4096) {
    const rows = Math.max(Math.ceil(capacity), 1);
    const numbers = (): NarrowColumn => new NarrowColumn(rows);
    this.numbers = {
      stream: numbers(),
      writer: numbers(),
      sequence: numbers(),
      value: numbers(),
      outcome: numbers(),
      error: numbers(),
    };
    const times = (): Instants => new Instants();
    this.times = { scheduledAtMs: times(), startedAtMs: times(), endedAtMs: times() };
  }

  /** Adds a row and returns its index; the caller fills it in. */
  append(): number {
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
    const { length, numbers, times } = this;
    for (const column of Object.values(times)) column.length = length;
    const columns = {
      stream: numbers.stream.first(length),
      writer: numbers.writer.first(length),
      sequence: numbers.sequence.first(length),
      value: numbers.value.first(length),
      outcome: numbers.outcome.first(length),
      error: numbers.error.first(length),
      ...times,
    };
    const { value, ...inOrder } = this.ordered() ? columns : sorted(columns, length);
    const written = WrittenValues.of({ length, ...inOrder }, value);
    // Freed at once: nobody else would hurry to.
    if (written && value.buffer instanceof ArrayBuffer) value.buffer.transfer(0);
    return { length, ...inOrder, value: written ?? value, errors: this.#errors };
  }
}

type Columns = Omit<OperationTable, 'length' | 'errors' | 'value'> & { readonly value: Numbers };

/** In old records streams are written batch by batch, so that rows may be slightly out of order. */
function sorted(columns: Columns, length: number): Columns {
  const order = new Uint32Array(length);
  for (let row = 0; row < length; row += 1) order[row] = row;
  sortedBy(order, (row) => columns.endedAtMs.at(row));
  const times = (column: Instants): Instants => Instants.from(length, (row) => column.at(order[row] ?? 0));
  const numbers = (column: Numbers): Numbers => {
    const result = column.slice();
    for (let row = 0; row < length; row += 1) result[row] = column[order[row] ?? 0] ?? 0;
    return result;
  };
  return {
    stream: numbers(columns.stream),
    writer: numbers(columns.writer),
    sequence: numbers(columns.sequence),
    value: numbers(columns.value),
    outcome: numbers(columns.outcome),
    error: numbers(columns.error),
    scheduledAtMs: times(columns.scheduledAtMs),
    startedAtMs: times(columns.startedAtMs),
    endedAtMs: times(columns.endedAtMs),
  };
}
