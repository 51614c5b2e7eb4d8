import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FinalRowsBuilder, SharedNumbers } from '../../../src/history/final-rows.ts';
import type { Row } from '../../support/parts.ts';

const small = fc.integer({ min: 0, max: 12 });
/** Also around where one chunk of sequences ends and the next begins. */
const sequences = fc.oneof(
  small,
  fc.integer({ min: 4090, max: 4100 }),
  fc.constantFrom(0, 0xffff_ffff),
  fc.integer({ min: 0, max: 0xffff_ffff }),
);
const runs = fc.array(fc.tuple(small, sequences, fc.integer({ min: 1, max: 30 }), small), { maxLength: 8 });

/** Runs of sequences without a hole, and with values that follow each other, or not. */
const rows = runs.map((parts): Row[] => {
  const byKey = new Map<string, Row>();
  for (const [writer, first, count, step] of parts) {
    for (let at = 0; at < count && first + at <= 0xffff_ffff; at += 1)
      byKey.set(`${writer}-${first + at}`, [writer, first + at, (7 + at * at * step) >>> 0, step]);
  }
  return [...byKey.values()].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
});

function built(from: readonly Row[], shared = new SharedNumbers()) {
  const builder = new FinalRowsBuilder(shared);
  for (const row of from) expect(builder.append(...row)).toBe(true);
  return builder.rows();
}

test('holds what was put in, on every node, though nodes share what they have in common', () => {
  fc.assert(
    fc.property(fc.array(rows, { maxLength: 3 }), rows, (others, own) => {
      const shared = new SharedNumbers();
      const all = [own, ...others, own].map((from) => ({ from, found: built(from, shared) }));
      for (const { from, found } of all) {
        expect(found.length).toBe(from.length);
        const read = from.map((_, row) => [
          found.writer(row),
          found.sequence(row),
          found.value(row),
          found.serverId(row),
        ]);
        expect(read).toEqual(from);
      }
    }),
  );
});

test('finds exactly the rows that are there', () => {
  fc.assert(
    fc.property(rows, fc.array(fc.tuple(small, sequences)), (from, others) => {
      const found = built(from);
      const near = from.flatMap(([writer, sequence]) => [
        [writer, sequence] as const,
        [writer, Math.min(sequence + 1, 0xffff_ffff)] as const,
        [writer, Math.max(sequence - 1, 0)] as const,
      ]);
      for (const [writer, sequence] of [...near, ...others]) {
        const expected = from.findIndex((row) => row[0] === writer && row[1] === sequence);
        expect(found.find(writer, sequence)).toBe(expected);
      }
    }),
  );
});

test('a row that does not come after all before it is refused', () => {
  const builder = new FinalRowsBuilder(new SharedNumbers());
  expect(builder.append(1, 5000, 1, 1)).toBe(true);
  for (const [writer, sequence] of [
    [0, 6000],
    [1, 5000],
    [1, 4999],
    [1, 3],
  ] as const)
    expect(builder.append(writer, sequence, 2, 2)).toBe(false);
  expect(builder.append(2, 1, 1, 1)).toBe(true);
  expect(builder.rows().length).toBe(2);
});

test('there is no row but those that are there', () => {
  expect(() => built([[1, 1, 1, 1]]).value(1)).toThrow('no row 1 of 1');
  expect(built([]).find(0, 0)).toBe(-1);
});
