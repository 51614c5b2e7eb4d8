import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harnessTrouble, standstillsOf } from '../../../../src/judge/measure/harness-trouble.ts';
import { selfSamplesOf } from '../../../support/known-outage.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const calm = plantDrill();
const still = (...gaps: [number, number][]) => ({ ...calm, harness: selfSamplesOf(gaps) });
const outage = { fromMs: 8000, toMs: 9000 };

test('a record that does not tell is not known, and nothing is held against it', () => {
  expect(harnessTrouble(calm, outage)).toEqual({
    known: false,
    longestMs: 0,
    stoodStillMs: 0,
    inconclusive: null,
  });
});

test('a harness that was well is known to be', () => {
  expect(harnessTrouble(still(), outage)).toEqual({
    known: true,
    longestMs: 0,
    stoodStillMs: 0,
    inconclusive: null,
  });
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

test('many short ones do not add up to one: between them the harness saw for itself', () => {
  const many = harnessTrouble(still([8000, 8300], [8300, 8600], [8600, 8900]), outage);
  expect(many).toMatchObject({ longestMs: 300, stoodStillMs: 900, inconclusive: null });
  expect(standstillsOf(still([8300, 8600], [8000, 8300]))[0]).toEqual({ fromMs: 8000, toMs: 8300 });
});

test('a span whose end no sample reaches is not known', () => {
  const short = { ...calm, harness: selfSamplesOf([], 9000).slice(0, 8) };
  expect(harnessTrouble(short, outage).known).toBe(false);
  expect(harnessTrouble({ ...short, harness: selfSamplesOf([], 9000) }, outage).known).toBe(true);
});

test('inconclusive is exactly what one standstill covers by half or more, to the millisecond', () => {
  const gap = fc.tuple(fc.integer({ min: 7000, max: 9400 }), fc.integer({ min: 1, max: 1500 }));
  fc.assert(
    fc.property(fc.array(gap, { maxLength: 4 }), (planted) => {
      const gaps = planted.map(([fromMs, forMs]): [number, number] => [fromMs, fromMs + forMs]);
      const covered = gaps.map(([fromMs, toMs]) => {
        let ms = 0;
        for (let at = outage.fromMs; at < outage.toMs; at += 1) if (at >= fromMs && at < toMs) ms += 1;
        return ms;
      });
      const found = harnessTrouble(still(...gaps), outage);
      expect(found.longestMs).toBe(Math.max(0, ...covered));
      expect(found.inconclusive !== null).toBe(covered.some((ms) => ms >= 500));
    }),
  );
});
