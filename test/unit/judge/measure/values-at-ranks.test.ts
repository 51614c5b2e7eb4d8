import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valuesAtRanks } from '../../../../src/judge/measure/values-at-ranks.ts';

const few = fc.constantFrom(0, 1.5, 2.0000000000001, 2.0000000000002, 2.5, 1e9);
const any = fc.double({ noNaN: true }).map((value) => value + 0);

test('gives what stands at each rank of the sorted numbers, to the last bit', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(few, any), { minLength: 1 }), (numbers) => {
      const sorted = Float64Array.from(numbers).sort();
      const ranks = [...sorted.keys()];
      const each = (visit: (value: number) => void): void => {
        for (const value of numbers) visit(value);
      };
      const found = valuesAtRanks(each, ranks);
      expect(found).toEqual([...sorted]);
    }),
  );
});

test('of no ranks there are none', () => {
  expect(valuesAtRanks(() => undefined, [])).toEqual([]);
});
