import { formatMs } from '../formats/units.ts';
import type { MeasureName } from '../judge/measure/names.ts';
import { median } from '../judge/statistics/quantile.ts';
import type { Ranked } from '../judge/statistics/rank-test.ts';
import {
  type Decision,
  exceedanceTest,
  mostValues,
  ratioTest,
  riseTest,
} from '../judge/statistics/sequential.ts';
import { counterpart, defaultLimits, gateOf } from './gate.ts';
import type { Finding, Gate, GateLimits } from './gate-schema.ts';
import { valuesOf } from './pairs.ts';
import type { Comparison, Group } from './schema.ts';

/** The most drills of each kind: more of them cannot make a gate certain. */
export const mostDrills = mostValues;

/** What counts as worse where drills are repeated until that is certain. */
export const certainLimits = { ...defaultLimits, flaky: 0.05 } satisfies GateLimits;

/** How many things of a group are held against the baseline. */
const measuresOfGroup = 4;

/**
 * Whether drills went worse than those of a baseline, as far as that is certain by now; what is not is inconclusive and open.
 *
 * The chance that a gate fails although nothing changed is at most the significance, for the gate as a whole: each of its tests
 * has an equal share of it. The chance that it passes although one thing became worse by what counts (an RTO by the least rise,
 * failing drills or drills with more lost rows to half of what is left) is at most the significance, too. Both hold however often
 * one looks. `judge/statistics/sequential.ts` has the tests.
 */
export function judgeUntilCertain(
  baseline: Comparison,
  current: Comparison,
  limits: typeof certainLimits = certainLimits,
): Gate {
  const tests = measuresOfGroup * Math.max(1, baseline.groups.length);
  return gateOf(baseline, current, limits, (before, now) => {
    if (!now) return [{ measure: 'drills', verdict: 'inconclusive', why: 'it was not drilled', open: true }];
    const errors = { falseAlarm: limits.significance / tests, miss: limits.significance };
    return [
      failing(before, now, { ...errors, flaky: limits.flaky }),
      rowsLost(before, now, errors),
      risen('rto-service', before, now, { ...errors, ...limits }),
      risen('rto-application', before, now, { ...errors, ...limits }),
    ];
  });
}

/** The runs of those drills of which more may decide something. */
export function openRuns({ rows }: Gate, baseline: Comparison, current: Comparison): Set<string> {
  const open = baseline.groups.filter((_, index) => rows[index]?.findings.some((finding) => finding.open));
  return new Set(
    open.flatMap((before) => counterpart(before, current.groups)?.runs.map(({ run }) => run) ?? []),
  );
}

type Bounds = { readonly falseAlarm: number; readonly miss: number };

/** The share of failing drills, among those that prove something. */
function failing(before: Group, now: Group, { flaky, ...bounds }: Bounds & { flaky: number }): Finding {
  const [were, are] = [before, now].map(({ runs }) =>
    runs
      .filter(({ lifecycle, verdict }) => lifecycle === 'completed' && verdict !== 'inconclusive')
      .map(({ verdict }) => verdict === 'fail'),
  ) as [boolean[], boolean[]];
  const usual = Math.max(flaky, were.length > 0 ? share(were) : 0);
  const about = { measure: 'verdict' as const };
  if (usual > 0.9)
    return { ...about, verdict: 'pass', why: `${percent(share(were))} of the baseline failed: no more can` };
  const decided = ratioTest(are, { ...bounds, usual, worse: (1 + usual) / 2 });
  const why = `${countOf(are)} of ${are.length} drills fail; up to ${percent(usual)} are not worse`;
  return finding(about.measure, decided, why);
}

/** Whether drills lose more rows than the worst of the baseline. */
function rowsLost(before: Group, now: Group, bounds: Bounds): Finding {
  const were = before.summaries['rpo-rows'];
  const measure = 'rpo-rows' as const;
  if (!were) return { measure, verdict: 'inconclusive', why: 'not measured in the baseline' };
  const most = were.greatest.value;
  const lost = valuesOf(now, measure).map(({ value }) => value);
  const mostNow = Math.max(0, ...lost);
  const why = `at most ${mostNow} ${mostNow === 1 ? 'row' : 'rows'} lost in a drill, ${most} in the baseline`;
  // Rows are counted, and none lost is a claim that one lost row refutes.
  if (most === 0 && mostNow > 0) return { measure, verdict: 'fail', why };
  const more = lost.map((rows) => rows > most);
  return finding(measure, exceedanceTest(more, { ...bounds, of: were.of, worse: 0.5 }), why);
}

function risen(
  measure: MeasureName,
  before: Group,
  now: Group,
  { leastRise, leastRiseMs, ...bounds }: Bounds & GateLimits,
): Finding {
  const was = before.summaries[measure]?.median;
  if (!was) return { measure, verdict: 'inconclusive', why: 'not measured in the baseline' };
  const rise = Math.max(leastRiseMs, leastRise * was.value);
  const large = (sample: readonly Ranked[]) => (median(sample)?.value ?? 0) - was.value >= rise;
  const first = valuesOf(before, measure);
  const decided = riseTest(first, valuesOf(now, measure), { ...bounds, rise, large });
  const is = now.summaries[measure]?.median;
  const told = ({ value, atLeast }: typeof was) => `${atLeast ? 'at least ' : ''}${formatMs(value)}`;
  const why = `median ${is ? told(is) : 'not measured'}, ${told(was)} in the baseline; a rise of ${formatMs(rise)} is worse`;
  if (decided.answer === 'never')
    return {
      measure,
      verdict: 'inconclusive',
      why: `${why}; ${first.length} drills in the baseline are too few to be certain`,
    };
  return finding(measure, decided, why);
}

function finding(measure: Finding['measure'], { answer, after }: Decision, why: string): Finding {
  if (answer === 'worse') return { measure, verdict: 'fail', why: `${why}: certain after ${after}` };
  if (answer === 'not-worse') return { measure, verdict: 'pass', why: `${why}: certain after ${after}` };
  if (after >= mostDrills)
    return { measure, verdict: 'inconclusive', why: `${why}: not certain after ${after}` };
  return { measure, verdict: 'inconclusive', why: `${why}: not certain yet, after ${after}`, open: true };
}

function countOf(events: readonly boolean[]): number {
  return events.filter(Boolean).length;
}

function share(events: readonly boolean[]): number {
  return countOf(events) / events.length;
}

function percent(value: number): string {
  return `${Number((value * 100).toFixed(1))} %`;
}
