import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexRows } from '../../../../src/judge/measure/row-index.ts';
import { finalOf, type Row, rowsOf } from '../../../support/parts.ts';

const small = fc.integer({ min: 0, max: 12 });
const anyOrEdge = fc.oneof(small, fc.constantFrom(0, 0xffff_ffff), fc.integer({ min: 0, max: 0xffff_ffff }));
const rows = fc.uniqueArray(
  fc.tuple(small, anyOrEdge).map(([writer, sequence]): Row => [writer, sequence, 0, 1]),
  { selector: ([writer, sequence]) => `${writer}-${sequence}` },
);

test('finds exactly the rows that are there', () => {
  fc.assert(
    fc.property(rows, fc.array(fc.tuple(small, anyOrEdge)), (present, others) => {
      const final = finalOf(1, present);
      const sorted = rowsOf(final);
      const index = indexRows(final);
      for (const [writer, sequence] of [...present, ...others]) {
        const expected = sorted.findIndex((row) => row[0] === writer && row[1] === sequence);
        expect(index.find(writer, sequence)).toBe(expected);
      }
    }),
  );
});
