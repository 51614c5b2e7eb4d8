import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
