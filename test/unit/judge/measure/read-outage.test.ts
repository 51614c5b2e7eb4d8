import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import { readOutageMeasurements } from '../../../../src/judge/measure/read-outage.ts';
import { serviceEvent } from '../../../support/parts.ts';
import { killOfPrimary, plantDrill } from '../../../support/planted-drill.ts';

const { zeroMs, redundantMs } = killOfPrimary;
const refused = 'connect ECONNREFUSED';

/** A drill whose proxy was looked at then, each with what it found of the read endpoint; asked 1 ms before. */
function drillOf(...looks: readonly (readonly [atMs: number, reads: string | null])[]): DrillRecord {
  const planted = plantDrill();
  const events = [
    ...planted.events.filter(({ type, node }) => type !== 'service-seen' || node !== 'proxy'),
    ...looks.map(([atMs, reads], index) =>
      serviceEvent('proxy', atMs, atMs < zeroMs ? 1 : 2, { reads, last: index === looks.length - 1 }),
    ),
  ];
  return { ...planted, events: events.toSorted((a, b) => a.atMs - b.atMs) };
}

test('none where no look was at a read endpoint, as in older records', () => {
  expect(readOutageMeasurements(plantDrill())).toEqual([]);
});

test("0 where each look was led to a server; before the first fault it is nobody's", () => {
  expect(readOutageMeasurements(drillOf([700, null], [redundantMs, null]))).toMatchObject([
    { value: 0, atLeast: false, resolution: 2200 },
  ]);
  const before = drillOf([700, null], [2000, refused], [7000, null], [redundantMs, null]);
  expect(readOutageMeasurements(before)).toMatchObject([{ value: 0 }]);
});

test('from the first look that found nobody, as it was asked, to the one that found a server', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4000 }),
      fc.integer({ min: 2, max: 3000 }),
      fc.integer({ min: 2, max: 3000 }),
      (afterMs, firstMs, secondMs) => {
        const at = zeroMs + afterMs;
        const between = at + firstMs + 10;
        const record = drillOf(
          [700, null],
          [at, refused],
          // Another reason, and still nobody.
          [at + 1, 'no answer'],
          [at + firstMs, null],
          [between, refused],
          [between + secondMs, null],
          [redundantMs, null],
        );
        expect(readOutageMeasurements(record)).toMatchObject([
          { value: Math.max(firstMs, secondMs) + 1, atLeast: false },
        ]);
      },
    ),
  );
});

test('one that was under way at the fault counts, and one that lasts is "at least", no redundancy and in the sentence', () => {
  const early = drillOf([700, null], [7500, refused], [zeroMs + 1, null], [redundantMs, null]);
  expect(readOutageMeasurements(early)).toMatchObject([{ value: zeroMs + 1 - 7499 }]);
  const record = drillOf([700, null], [9000, refused], [redundantMs, refused]);
  expect(readOutageMeasurements(record)).toMatchObject([{ value: redundantMs - 8999, atLeast: true }]);
  const { sentence } = judge(record);
  expect(sentence).toContain('reads were led to nobody for at least 13.20 s, to the end');
  expect(sentence).toContain('proxy: leads reads to nobody: connect ECONNREFUSED');
});
