import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harnessTrouble, standstillsOf } from '../../../src/measure/harness-trouble.ts';
import { selfSamplesOf } from '../../support/known-outage.ts';
import { plantDrill } from '../../support/planted-drill.ts';

const calm = plantDrill();
const still = (...gaps: [number, number][]) => ({ ...calm, harness: selfSamplesOf(gaps) });
const outage = { fromMs: 8000, toMs: 9000 };

test('a record that does not tell is not known, and nothing is held against it', () => {
  expect(harnessTrouble(calm, outage)).toEqual({ known: false, stoodStillMs: 0, inconclusive: null });
});

test('a harness that was well is known to be', () => {
  expect(harnessTrouble(still(), outage)).toEqual({ known: true, stoodStillMs: 0, inconclusive: null });
});

test('from half of the span on, what was measured may be the harness’s own', () => {
  expect(harnessTrouble(still([8200, 8699]), outage).inconclusive).toBeNull();
  expect(harnessTrouble(still([8200, 8700]), outage).inconclusive).toBe(
    'the harness itself stood still for 500 ms of these 1.00 s: its control probe, in which no server has a part, got no answer',
  );
});

test('standstills beside the span are not in it, and what sticks out of it is not counted', () => {
  expect(harnessTrouble(still([7000, 8000], [9000, 9900]), outage).stoodStillMs).toBe(0);
  expect(harnessTrouble(still([7900, 8100], [8950, 9200]), outage).stoodStillMs).toBe(150);
});

test('a standstill that is told in two seconds is one, and counts once', () => {
  expect(standstillsOf(still([7900, 8000], [8000, 8300]))).toEqual([{ fromMs: 7900, toMs: 8300 }]);
});

test('a span whose end no sample reaches is not known', () => {
  const short = { ...calm, harness: selfSamplesOf([], 9000).slice(0, 8) };
  expect(harnessTrouble(short, outage).known).toBe(false);
  expect(harnessTrouble({ ...short, harness: selfSamplesOf([], 9000) }, outage).known).toBe(true);
});

test('the time that it stood still is that of the union of all gaps, to the millisecond', () => {
  const gap = fc.tuple(fc.integer({ min: 7500, max: 9400 }), fc.integer({ min: 1, max: 400 }));
  fc.assert(
    fc.property(fc.array(gap, { maxLength: 6 }), (planted) => {
      const gaps = planted.map(([fromMs, forMs]): [number, number] => [fromMs, fromMs + forMs]);
      let expected = 0;
      for (let ms = outage.fromMs; ms < outage.toMs; ms += 1)
        if (gaps.some(([fromMs, toMs]) => ms >= fromMs && ms < toMs)) expected += 1;
      expect(harnessTrouble(still(...gaps), outage).stoodStillMs).toBe(expected);
    }),
  );
});
