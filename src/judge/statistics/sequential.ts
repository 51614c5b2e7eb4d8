import { secondMoreFrequent } from './fisher.ts';
import { leastP, type Ranked, rankTest } from './rank-test.ts';

/**
 * Tests of a sample that grows until the answer is certain. Whenever one looks, and however often, the chance of a wrong answer
 * is at most what was allowed, because the answer is that of the first look at which a bound was crossed.
 */
export type Decision = {
  /** `open`: more values may decide it. `never`: none can, because the first sample is too small. */
  readonly answer: 'worse' | 'not-worse' | 'open' | 'never';
  /** How many values of the growing sample were used. */
  readonly after: number;
};

/** How probable wrong answers may be. */
export type Errors = {
  /** `worse`, although nothing changed. */
  readonly falseAlarm: number;
  /** `not-worse`, although it is worse by what counts. */
  readonly miss: number;
};

/** After how many values of the growing sample a test looks; the last is the greatest sample. */
export const looks: readonly number[] = [4, 6, 9, 13, 19, 28, 40];

/** The most values that a growing sample has. */
export const mostValues = 40;

/**
 * Whether something happens more often than it usually does, by the sequential probability ratio test (Wald, Sequential Analysis,
 * 1947). Its bounds are 1 / falseAlarm and miss, which hold exactly for every length of the sample (Ville's inequality), and not
 * only about, as Wald's do.
 *
 * @param usual the share that is not worse, above 0; it holds of any lower one, too
 * @param worse the share that is, above `usual` and below 1; and of any higher one
 */
export function ratioTest(
  events: readonly boolean[],
  { usual, worse, falseAlarm, miss }: Errors & { readonly usual: number; readonly worse: number },
): Decision {
  const [happened, didNot] = [Math.log(worse / usual), Math.log((1 - worse) / (1 - usual))];
  let logRatio = 0;
  for (const [index, event] of events.entries()) {
    logRatio += event ? happened : didNot;
    if (logRatio >= -Math.log(falseAlarm)) return { answer: 'worse', after: index + 1 };
    if (logRatio <= Math.log(miss)) return { answer: 'not-worse', after: index + 1 };
  }
  return { answer: 'open', after: events.length };
}

/**
 * Whether a growing sample is greater than a fixed one, by exact rank tests at a few looks, each of which has an equal share of
 * the allowed errors (a group-sequential test with Bonferroni's bounds; Jennison and Turnbull, Group Sequential Methods, 2000,
 * chapter 1). That it is not greater is a test of its own: that it is less than the first sample shifted by `rise`
 * (non-inferiority). Where both hold, because a rise is sure and small, it is not worse.
 *
 * @param rise the least shift that counts as worse
 * @param large whether a sample rose by as much, as far as its middle tells
 */
export function riseTest(
  fixed: readonly Ranked[],
  growing: readonly Ranked[],
  {
    rise,
    large,
    falseAlarm,
    miss,
  }: Errors & { readonly rise: number; readonly large: (sample: readonly Ranked[]) => boolean },
): Decision {
  const share = 1 / looks.length;
  if (leastP(fixed.length, mostValues) > share * Math.min(falseAlarm, miss))
    return { answer: 'never', after: 0 };
  for (const look of looks) {
    if (look > growing.length) break;
    const sample = growing.slice(0, look);
    const shifted = sample.map((one) => ({ ...one, value: one.value - rise }));
    if (rankTest(shifted, fixed).secondGreater <= share * miss) return { answer: 'not-worse', after: look };
    if (large(sample) && rankTest(fixed, sample).secondGreater <= share * falseAlarm)
      return { answer: 'worse', after: look };
  }
  return { answer: 'open', after: growing.length };
}

/**
 * Whether values beyond the greatest of a first sample are more than chance explains: at each look by Fisher's exact test, which
 * is exact for whatever distribution both have in common; and that they are not, by the lower bound of `ratioTest`.
 *
 * @param of how many values the first sample has, none of which is beyond its greatest
 */
export function exceedanceTest(
  events: readonly boolean[],
  { of, worse, falseAlarm, miss }: Errors & { readonly of: number; readonly worse: number },
): Decision {
  const least = 1e-9;
  const missed = ratioTest(events, { usual: 0.05, worse, falseAlarm: least, miss });
  for (const look of looks) {
    if (missed.answer === 'not-worse' && missed.after < look) return missed;
    if (look > events.length) break;
    const have = events.slice(0, look).filter(Boolean).length;
    const p = secondMoreFrequent({ have: 0, of }, { have, of: look });
    if (p <= falseAlarm / looks.length) return { answer: 'worse', after: look };
  }
  if (missed.answer === 'not-worse') return missed;
  return { answer: 'open', after: events.length };
}
