import type { MeasureName } from '../judge/measure/names.ts';
import { holm, leastP, type Ranked, rankTest } from '../judge/statistics/rank-test.ts';
import type { Group, Pair } from './schema.ts';

/** Below this, a difference is not taken for chance. */
export const significance = 0.05;

/**
 * Whether the service RTOs of two groups differ, for each two groups of each scenario. The p-values of a scenario's
 * pairs are adjusted together. Where so few runs could not show even the greatest difference, that is the finding:
 * it is no evidence that the two are alike.
 */
export function pairsOf(groups: readonly Group[]): Pair[] {
  return [...Map.groupBy(groups.entries(), ([, { scenario }]) => scenario)].flatMap(([scenario, own]) =>
    pairsOfScenario(scenario, own),
  );
}

function pairsOfScenario(scenario: string, groups: readonly [number, Group][]): Pair[] {
  const all = groups.flatMap(([first, one], at) =>
    groups.slice(at + 1).map(([second, other]) => {
      const samples = [valuesOf(one), valuesOf(other)] as const;
      return { scenario, first, second, samples };
    }),
  );
  const tested = all.filter(({ samples }) => samples.every((sample) => sample.length > 0));
  const adjusted = holm(tested.map(({ samples }) => rankTest(...samples).twoSided));
  return all.map(({ samples, ...about }): Pair => {
    const p = adjusted[tested.findIndex((one) => one.first === about.first && one.second === about.second)];
    if (p === undefined) {
      return { ...about, finding: 'not-measured', p: null, why: 'one of them has no measured service RTO' };
    }
    const least = 2 * leastP(samples[0].length, samples[1].length) * tested.length;
    return { ...about, ...findingOf(p, least, tested.length) };
  });
}

function findingOf(p: number, least: number, pairs: number): Pick<Pair, 'finding' | 'p' | 'why'> {
  const among = pairs > 1 ? ` of ${pairs} pairs` : '';
  if (p <= significance) return { finding: 'different', p, why: `p = ${shownP(p)}${among}` };
  if (least > significance) {
    const needed = runsNeeded(pairs);
    const why = `so few cannot show even the greatest difference${among}: it takes ${needed} of each`;
    return { finding: 'too-few-runs', p, why };
  }
  return { finding: 'not-distinguishable', p, why: `p = ${shownP(p)}${among}` };
}

/** How many runs of each it takes until the greatest difference can be told from chance, among so many pairs. */
export function runsNeeded(pairs: number): number {
  let runs = 1;
  while (2 * leastP(runs, runs) * pairs > significance) runs += 1;
  return runs;
}

function shownP(p: number): string {
  return p < 0.001 ? 'below 0.001' : p.toFixed(3);
}

/** The values of a measure in the completed runs of a group. */
export function valuesOf({ runs }: Group, name: MeasureName = 'rto-service'): Ranked[] {
  const completed = runs.filter(({ lifecycle }) => lifecycle === 'completed');
  return completed.flatMap(({ values }) => values[name] ?? []);
}
