import { type MeasureName, measureNames } from '../judge/measure/names.ts';
import { parseTarget } from '../judge/measure/objectives.ts';
import type { DrillResult, Phase } from '../judge/measure/types.ts';
import { medianInterval } from '../judge/statistics/interval.ts';
import { extremes, median, quantile } from '../judge/statistics/quantile.ts';
import type { StoredRun } from './read-runs.ts';
import type { ComparedRun, Group, Summary } from './schema.ts';

/** A run that was judged. */
export type JudgedRun = StoredRun & { readonly result: DrillResult };

/** Repetitions of one drill, summarised. They agree in scenario, topology and settings. */
export function groupOf(runs: readonly [JudgedRun, ...JudgedRun[]], settings: Group['settings']): Group {
  const [{ manifest }] = runs;
  const compared = runs.map(comparedRun);
  // What a drill that broke off measured says when it broke off.
  const completed = compared.filter(({ lifecycle }) => lifecycle === 'completed');
  return {
    scenario: manifest.scenario.name,
    question: manifest.scenario.question,
    topology: manifest.topology.name,
    title: manifest.topology.title,
    settings,
    label: {},
    wantsNoFailover: wantsNoFailover(manifest.scenario.objectives),
    nodes: manifest.topology.nodes.length,
    services: manifest.topology.services.length,
    offeredPerSecond: manifest.scenario.workload.rate,
    runs: compared,
    summaries: Object.fromEntries(
      measureNames.flatMap((name) => {
        const summary = summaryOf(completed, name);
        return summary ? [[name, summary]] : [];
      }),
    ),
    phases: phaseMedians(completed),
    peace: {
      p50Ms: middle(completed.map(({ peace }) => peace.p50Ms)),
      p99Ms: middle(completed.map(({ peace }) => peace.p99Ms)),
      perSecond: middle(completed.map(({ peace }) => peace.perSecond)),
      memoryBytes: middle(completed.map(({ peace }) => peace.memoryBytes)),
    },
  };
}

function comparedRun({ folder, manifest, result }: JudgedRun): ComparedRun {
  const before = result.latencies.find((one) => one.stream === 'application' && one.window === 'before');
  const rate = result.measurements.find(({ name }) => name === 'write-rate-application');
  const memory = result.measurements.find(({ name }) => name === 'memory');
  return {
    run: result.run,
    folder,
    seed: result.seed,
    lifecycle: manifest.lifecycle,
    verdict: result.verdict,
    sentence: result.sentence,
    values: Object.fromEntries(
      result.measurements.flatMap(({ name, value, atLeast, resolution }) =>
        value === null || !isMeasure(name) ? [] : [[name, { value, atLeast, resolution: resolution ?? 0 }]],
      ),
    ),
    phases: Object.fromEntries(
      result.phases.flatMap(({ name, startedAtMs, endedAtMs }) =>
        endedAtMs === null ? [] : [[name, endedAtMs - startedAtMs]],
      ),
    ),
    peace: {
      p50Ms: before?.p50Ms ?? null,
      p99Ms: before?.p99Ms ?? null,
      perSecond: rate?.value ?? null,
      memoryBytes: memory?.value ?? null,
    },
  };
}

function isMeasure(name: string): name is MeasureName {
  return measureNames.some((known) => known === name);
}

function wantsNoFailover({ failovers }: Partial<Record<MeasureName, string>>): boolean {
  if (failovers === undefined) return false;
  const { operator, value } = parseTarget('failovers', failovers);
  return operator === '<=' && value === 0;
}

/** What the values of one measure come to; undefined where no run has one. */
export function summaryOf(runs: readonly ComparedRun[], name: MeasureName): Summary | undefined {
  const values = runs
    .flatMap(({ values }) => values[name] ?? [])
    .map(({ value, atLeast }) => ({ value, atLeast }));
  const [middle, p95, ends] = [median(values), quantile(values, 0.95), extremes(values)];
  if (!middle || !p95 || !ends) return undefined;
  return {
    of: values.length,
    notMeasured: runs.length - values.length,
    bounds: values.filter(({ atLeast }) => atLeast).length,
    median: middle,
    p95,
    ...ends,
    interval: medianInterval(values),
  };
}

function phaseMedians(runs: readonly ComparedRun[]): Group['phases'] {
  const names = Object.keys(Object.assign({}, ...runs.map(({ phases }) => phases))) as Phase['name'][];
  return names.flatMap((name) => {
    const took = runs.flatMap(({ phases }) => phases[name] ?? []);
    const medianMs = middle(took);
    return medianMs === null ? [] : [{ name, medianMs, of: took.length }];
  });
}

function middle(values: readonly (number | null)[]): number | null {
  return (
    median(values.flatMap((value) => (value === null ? [] : [{ value, atLeast: false }])))?.value ?? null
  );
}
