import type { FinalState } from './record.ts';

type Rows = FinalState['rows'];
type Columns = Omit<Rows, 'length'>;

/** Rows of a final state, in columns that grow. */
export class FinalColumns {
  columns: Columns;
  length = 0;

  /** `capacity` is a guess. Too many rows cost nothing: memory that is never touched is never there. */
  constructor(capacity = 4096) {
    this.columns = allocate(Math.max(Math.ceil(capacity), 1));
  }

  /** Makes room for `count` more rows and returns the index of the first; the caller fills them in. */
  append(count: number): number {
    const first = this.length;
    this.length += count;
    if (this.length > this.columns.writer.length) this.#grow();
    return first;
  }

  rows(): Rows {
    const { columns, length } = this;
    return {
      length,
      writer: columns.writer.subarray(0, length),
      sequence: columns.sequence.subarray(0, length),
      value: columns.value.subarray(0, length),
      serverId: columns.serverId.subarray(0, length),
    };
  }

  #grow(): void {
    const larger = allocate(Math.max(this.length, 2 * this.columns.writer.length));
    larger.writer.set(this.columns.writer);
    larger.sequence.set(this.columns.sequence);
    larger.value.set(this.columns.value);
    larger.serverId.set(this.columns.serverId);
    this.columns = larger;
  }
}

function allocate(capacity: number): Columns {
  return {
    writer: new Uint32Array(capacity),
    sequence: new Uint32Array(capacity),
    value: new Uint32Array(capacity),
    serverId: new Uint32Array(capacity),
  };
}
