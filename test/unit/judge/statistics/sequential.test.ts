import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secondMoreFrequent } from '../../../../src/judge/statistics/fisher.ts';
import { leastP } from '../../../../src/judge/statistics/rank-test.ts';
import { exceedanceTest, ratioTest, riseTest } from '../../../../src/judge/statistics/sequential.ts';
import { seededRandom } from '../../../../src/random.ts';

const errors = { falseAlarm: 0.05, miss: 0.05 };
const shares = { ...errors, usual: 0.05, worse: 0.5 };
const events = (text: string) => [...text].map((sign) => sign === 'x');

describe('the ratio test', () => {
  test.each([
    ['', 'open', 0],
    ['....', 'open', 4],
    // ln 0.05 = -3.00; each that did not happen adds ln (0.5 / 0.95) = -0.64.
    ['.....', 'not-worse', 5],
    ['.........', 'not-worse', 5],
    // ln 20 = 3.00; each that happened adds ln 10 = 2.30.
    ['x', 'open', 1],
    ['xx', 'worse', 2],
    ['x.x', 'worse', 3],
    ['x........', 'open', 9],
    ['x.........', 'not-worse', 10],
  ])('%s: %s after %i', (text, answer, after) => {
    expect(ratioTest(events(text), shares)).toEqual({ answer, after });
  });

  test('a bound is crossed as soon as it is reached', () => {
    // ln 2 for one that happened, and ln 0.5 for one that did not.
    expect(ratioTest([true], { usual: 0.25, worse: 0.5, falseAlarm: 0.5, miss: 0.1 }).answer).toBe('worse');
    expect(ratioTest([false], { usual: 0.5, worse: 0.75, falseAlarm: 0.1, miss: 0.5 }).answer).toBe(
      'not-worse',
    );
  });

  test.each([0, 0.02, 0.05])('a share of %d, which is usual, is seldom told to be worse', (share) => {
    expect(rateOf('worse', share)).toBeLessThanOrEqual(errors.falseAlarm);
  });

  test.each([0.5, 0.7, 1])('a share of %d, which is worse, is seldom told to be usual', (share) => {
    expect(rateOf('not-worse', share)).toBeLessThanOrEqual(errors.miss);
  });

  /** How often an answer is given, of 4000 samples of 60 values. */
  function rateOf(answer: string, share: number): number {
    const random = seededRandom(3);
    let count = 0;
    for (let sample = 0; sample < 4000; sample += 1) {
      const drawn = Array.from({ length: 60 }, () => random() < share);
      if (ratioTest(drawn, shares).answer === answer) count += 1;
    }
    return count / 4000;
  }
});

const values = (...all: number[]) => all.map((value) => ({ value, atLeast: false, resolution: 0 }));
const rising = { ...errors, rise: 100, large: () => true };

describe('the test of a rise', () => {
  const six = values(1, 2, 3, 4, 5, 6);

  test('looks after 4, 6, 9 values and so on, and not between', () => {
    const many = values(...Array.from({ length: 13 }, (_, index) => 200 + index));
    // All above: p is 1 in 210 at the first look, and 0.05 / 7 is allowed.
    expect(riseTest(six, many.slice(0, 3), rising)).toEqual({ answer: 'open', after: 3 });
    expect(riseTest(six, many, rising)).toEqual({ answer: 'worse', after: 4 });
    expect(riseTest(six, many, { ...rising, falseAlarm: 0.01 })).toEqual({ answer: 'worse', after: 6 });
  });

  test('a sure rise that is small is not worse, and one that is not sure to be large stays open', () => {
    const higher = values(11, 12, 13, 14);
    expect(riseTest(six, higher, rising)).toEqual({ answer: 'not-worse', after: 4 });
    const unsure = { ...rising, rise: 12, large: () => false };
    expect(riseTest(six, higher, unsure).answer).toBe('open');
  });

  test('the rise that counts, to the ms: one less is not worse, as much is never told to be', () => {
    const shifted = (ms: number) => values(...[1, 2, 3, 4, 5, 6, 3, 4, 2].map((value) => value + ms));
    for (const ms of [100, 101, 200]) expect(riseTest(six, shifted(ms), rising).answer).not.toBe('not-worse');
    expect(riseTest(values(1, 1, 1, 1, 1, 1), values(100, 100, 100, 100), rising).answer).toBe('not-worse');
    expect(riseTest(values(1, 1, 1, 1, 1, 1), values(101, 101, 101, 101), rising).answer).toBe('worse');
  });

  test('what is at least so long is never sure not to have risen', () => {
    const bounds = [1, 2, 3, 4, 5, 6].map((value) => ({ value, atLeast: true, resolution: 0 }));
    expect(riseTest(six, bounds, rising).answer).not.toBe('not-worse');
  });

  test('a first sample of one value never decides', () => {
    expect(riseTest(values(1), values(1, 1, 1, 1), rising)).toEqual({ answer: 'never', after: 0 });
  });

  test('no more values are taken for a look than there are', () => {
    // Of 5, p is 1 in 462: less than is allowed, but 5 values are no look.
    const five = values(201, 202, 203, 204, 205);
    expect(riseTest(six, five, { ...rising, falseAlarm: 0.02 })).toEqual({ answer: 'open', after: 5 });
  });

  test('a first sample of two values never decides when either error must be rarer than 1 in 123', () => {
    // The least p of 2 and 40 values is 1 in 861; each of 7 looks has a share of the errors.
    const higher = values(201, 202, 203, 204);
    const ask = (falseAlarm: number, miss: number) =>
      riseTest(values(1, 2), higher, { ...rising, falseAlarm, miss }).answer;
    expect(ask(0.05, 0.05)).toBe('open');
    expect(ask(0.008, 0.05)).toBe('never');
    expect(ask(0.05, 0.008)).toBe('never');
    expect(ask(leastP(2, 40) / (1 / 7), 0.05)).toBe('open');
  });

  test('as improbable as is allowed is enough', () => {
    // 1 in 210 at the first look, which has a seventh of what is allowed.
    const [falseAlarm, miss] = [1 / 210 / (1 / 7), 1 / 210 / (1 / 7)];
    const just = { ...rising, falseAlarm, miss };
    expect(riseTest(six, values(201, 202, 203, 204), just)).toEqual({ answer: 'worse', after: 4 });
    expect(riseTest(six, values(-201, -202, -203, -204), just)).toEqual({ answer: 'not-worse', after: 4 });
  });
});

describe('the test of values beyond the greatest', () => {
  const of6 = { ...errors, of: 6, worse: 0.5 };

  test.each([
    ['....', 'open', 4],
    ['.....', 'not-worse', 5],
    // 1 in 210 at the first look.
    ['xxxx', 'worse', 4],
    ['xxx', 'open', 3],
    ['x.x.', 'open', 4],
  ])('%s: %s after %i', (text, answer, after) => {
    expect(exceedanceTest(events(text), of6)).toEqual({ answer, after });
  });

  test.each([
    // Few of a first sample so great: 4 of 9 would be more than chance, had it not been decided before.
    ['.....xxxx', 40, 'not-worse', 5],
    ['xxxx........................', 6, 'worse', 4],
    // Both hold at the look after 19.
    ['....x....x...x.....', 100, 'worse', 19],
    // However many: beyond one value of a first sample says nothing.
    ['xxxxxxxxxxxxx', 1, 'open', 13],
    // 4 of 4 would be worse, but of the first 4 there is none, and of the first 6 there are 2.
    ['....xxxx', 6, 'open', 8],
    ['xxx', 40, 'open', 3],
    // After the last look there is the other bound still.
    [`xxxxxxxx${'.'.repeat(34)}`, 1, 'not-worse', 42],
  ])('%s, and %i before: %s after %i', (text, of, answer, after) => {
    expect(exceedanceTest(events(text), { ...of6, of })).toEqual({ answer, after });
  });

  test('as improbable as is allowed is enough', () => {
    const falseAlarm = secondMoreFrequent({ have: 0, of: 6 }, { have: 4, of: 4 }) * 7;
    expect(exceedanceTest(events('xxxx'), { ...of6, falseAlarm })).toEqual({ answer: 'worse', after: 4 });
  });

  test('whatever was decided stays (property)', () => {
    const sample = fc.array(fc.boolean(), { maxLength: 40 });
    fc.assert(
      fc.property(sample, sample, (early, late) => {
        for (const decide of [
          (all: boolean[]) => exceedanceTest(all, of6),
          (all: boolean[]) => ratioTest(all, shares),
        ]) {
          const first = decide(early);
          if (first.answer !== 'open') expect(decide([...early, ...late])).toEqual(first);
        }
      }),
    );
  });
});
