import { formatMs } from '../formats/units.ts';
import type { MeasureName } from '../judge/measure/names.ts';
import { secondMoreFrequent } from '../judge/statistics/fisher.ts';
import { leastP, rankTest } from '../judge/statistics/rank-test.ts';
import type { Verdict } from '../verdict.ts';
import type { Finding, GateLimits } from './gate-schema.ts';
import { valuesOf } from './pairs.ts';
import type { Group } from './schema.ts';

/** A drill that fails where none did is worse, whatever its numbers are; so are more of them than chance explains. */
export function verdictFinding(before: Group, now: Group, { significance }: GateLimits): Finding {
  const [were, are] = [count(before, 'fail'), count(now, 'fail')];
  const of = `${are} of ${now.runs.length} drills ${are === 1 ? 'fails' : 'fail'}`;
  if (are > 0 && were === 0) return { measure: 'verdict', verdict: 'fail', why: `${of}, none did` };
  const why = `${of}, ${were} of ${before.runs.length} did`;
  const p = moreFrequent(before, were, now, are);
  if (p <= significance) return { measure: 'verdict', verdict: 'fail', why: `${why}, ${beyondNoise(p)}` };
  return { measure: 'verdict', verdict: 'pass', why };
}

/**
 * Drills that prove nothing, where there were none or many fewer, leave open what they would have shown; null where all is
 * as it was.
 */
export function dataFinding(before: Group, now: Group, { significance }: GateLimits): Finding | null {
  const [were, are] = [unproved(before), unproved(now)];
  const p = moreFrequent(before, were, now, are);
  if (are === 0 || (were > 0 && p > significance)) return null;
  const why = `${are} of ${now.runs.length} drills ${are === 1 ? 'proves' : 'prove'} nothing: inconclusive, or broken off`;
  const than = were > 0 ? `; ${were} of ${before.runs.length} did, ${beyondNoise(p)}` : '';
  return { measure: 'drills', verdict: 'inconclusive', why: `${why}${than}` };
}

function moreFrequent(before: Group, were: number, now: Group, are: number): number {
  return secondMoreFrequent({ have: were, of: before.runs.length }, { have: are, of: now.runs.length });
}

function beyondNoise(p: number): string {
  return `beyond noise (p = ${p < 0.001 ? 'below 0.001' : p.toFixed(3)})`;
}

function count({ runs }: Group, verdict: Verdict): number {
  return runs.filter((run) => run.lifecycle === 'completed' && run.verdict === verdict).length;
}

function unproved({ runs }: Group): number {
  return runs.filter((run) => run.lifecycle !== 'completed' || run.verdict === 'inconclusive').length;
}

/** A row more than the worst drill of the baseline lost is worse; rows are counted exactly, so there is no noise. */
export function rpoFinding(before: Group, now: Group): Finding {
  const [were, are] = [before.summaries['rpo-rows'], now.summaries['rpo-rows']];
  const about = { measure: 'rpo-rows' as const };
  const [most, mostNow] = [were?.greatest.value ?? 0, are?.greatest.value ?? 0];
  const why = `at most ${mostNow} ${mostNow === 1 ? 'row' : 'rows'} lost in a drill, ${most} in the baseline`;
  if (were && mostNow > most) return { ...about, verdict: 'fail', why: `${why}: ${mostNow - most} more` };
  if (!were) return { ...about, verdict: 'inconclusive', why: 'not measured in the baseline' };
  if (!are || are.notMeasured > 0)
    return { ...about, verdict: 'inconclusive', why: 'not measured in every drill' };
  return { ...about, verdict: 'pass', why };
}

/** Whether an RTO got worse beyond noise. */
export function rtoFinding(name: MeasureName, before: Group, now: Group, limits: GateLimits): Finding {
  return { measure: name, ...rtoJudgement(name, before, now, limits) };
}

function rtoJudgement(
  name: MeasureName,
  before: Group,
  now: Group,
  { significance, leastRise, leastRiseMs }: GateLimits,
): Omit<Finding, 'measure'> {
  const [was, is] = [before.summaries[name]?.median, now.summaries[name]?.median];
  if (!was) return { verdict: 'inconclusive', why: 'not measured in the baseline' };
  if (!is) return { verdict: 'inconclusive', why: 'not measured' };
  const [first, second] = [valuesOf(before, name), valuesOf(now, name)];
  const change = changeText(was, is);
  if (leastP(first.length, second.length) > significance) {
    const why = `${change}; ${first.length} drills against ${second.length} cannot show even the greatest rise: it takes ${runsForGate(significance)} of each`;
    return { verdict: 'inconclusive', why };
  }
  if (was.atLeast && is.value >= was.value) {
    return { verdict: 'inconclusive', why: `${change}; how long it was in the baseline is not known` };
  }
  const rise = is.value - was.value;
  if (rise < Math.max(leastRiseMs, leastRise * was.value)) {
    if (is.atLeast) return { verdict: 'inconclusive', why: `${change}; how long it is now is not known` };
    return { verdict: 'pass', why: change };
  }
  const { secondGreater: p } = rankTest(first, second);
  if (p <= significance) return { verdict: 'fail', why: `${change}, ${beyondNoise(p)}` };
  return { verdict: 'pass', why: `${change}, not told from noise (p = ${p.toFixed(3)})` };
}

type Median = { readonly value: number; readonly atLeast: boolean };

/** `1.10 s, 1.32 s in the baseline: 220 ms (17 %) less`. */
function changeText(was: Median, is: Median): string {
  const told = ({ value, atLeast }: Median) => `${atLeast ? 'at least ' : ''}${formatMs(value)}`;
  const rise = is.value - was.value;
  const share = was.value > 0 ? ` (${Math.round(Math.abs(rise / was.value) * 100)} %)` : '';
  const change =
    rise === 0 ? 'the same' : `${formatMs(Math.abs(rise))}${share} ${rise > 0 ? 'more' : 'less'}`;
  return `median ${told(is)}, ${told(was)} in the baseline: ${change}`;
}

/** How many drills on each side it takes until the greatest rise can be told from chance. */
export function runsForGate(significance: number): number {
  let runs = 1;
  while (leastP(runs, runs) > significance) runs += 1;
  return runs;
}
