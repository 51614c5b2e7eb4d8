import { PackedColumn } from './packed-column.ts';

const microseconds = 1000;

/** A growing column of instants (ms). Records have them in whole microseconds: within some 65 ms they take two bytes each. */
export class Instants extends PackedColumn {
  constructor() {
    super(microseconds);
  }

  static from(length: number, atMsOf: (row: number) => number): Instants {
    const column = new Instants();
    for (let row = 0; row < length; row += 1) column.set(row, atMsOf(row));
    return column;
  }
}
