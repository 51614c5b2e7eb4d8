import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortedBy } from '../../../src/history/sorted-by.ts';

test('sorts as a list is sorted, and equal ones keep their order', () => {
  const keys = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.double({ noNaN: true })), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(keys, (of) => {
      const expected = of
        .map((_, row) => row)
        .sort((one, other) => (of[one] ?? 0) - (of[other] ?? 0) || one - other);
      const rows = Uint32Array.from(of.keys());
      expect([...sortedBy(rows, (row) => of[row] ?? 0)]).toEqual(expected);
    }),
  );
});
