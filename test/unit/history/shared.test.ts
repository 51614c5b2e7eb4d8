import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharedWith } from '../../../src/history/shared.ts';

const values = fc.jsonValue({ maxDepth: 4 });

test('a value stays what it is, whatever it shares parts with', () => {
  fc.assert(
    fc.property(values, values, (before, value) => {
      const copy = structuredClone(value);
      const known = structuredClone(before);
      expect(sharedWith(before, value)).toEqual(copy);
      expect(before).toEqual(known);
    }),
  );
});

test('what is equal is the same object', () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(sharedWith(value, structuredClone(value))).toBe(value);
    }),
  );
  const before = { name: 'db1', source: { host: 'db2', errors: [{ code: 1 }] } };
  const after = sharedWith(before, { name: 'db1', source: { host: 'db3', errors: [{ code: 1 }] } });
  expect(after.source.errors).toBe(before.source.errors);
});
