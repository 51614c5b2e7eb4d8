type Columns = {
  readonly sequence: Uint32Array;
  readonly value: Uint32Array;
  readonly serverId: Uint32Array;
};

/** The rows of one line of a final state, in columns that grow. */
export class FinalColumns {
  columns: Columns = allocate(4096);
  writer = 0;
  length = 0;

  /** Makes room for `count` more rows and returns the index of the first; the caller fills them in. */
  append(count: number): number {
    const first = this.length;
    this.length += count;
    if (this.length > this.columns.sequence.length) this.#grow();
    return first;
  }

  #grow(): void {
    const larger = allocate(Math.max(this.length, 2 * this.columns.sequence.length));
    larger.sequence.set(this.columns.sequence);
    larger.value.set(this.columns.value);
    larger.serverId.set(this.columns.serverId);
    this.columns = larger;
  }
}

function allocate(capacity: number): Columns {
  return {
    sequence: new Uint32Array(capacity),
    value: new Uint32Array(capacity),
    serverId: new Uint32Array(capacity),
  };
}
