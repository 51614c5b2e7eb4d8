import type { StoredRun } from '../../../src/compare/read-runs.ts';
import type { Phase } from '../../../src/judge/measure/types.ts';
import type { ScenarioDocument } from '../../../src/scenario/schema.ts';
import type { Verdict } from '../../../src/verdict.ts';
import { manifestOf, scenarioOf } from '../../support/parts.ts';
import { sampleResult } from '../report/sample-result.ts';

/** What is planted in a run; what is not said is as in the sample report. */
export type Planted = {
  readonly run?: string;
  readonly scenario?: string;
  readonly changes?: Partial<ScenarioDocument>;
  readonly topology?: string;
  readonly nodes?: readonly string[];
  readonly parameters?: Record<string, string>;
  /** Ms; negative for a bound (at least so many), null where it was not measured. */
  readonly rto?: number | null;
  readonly rtoApplication?: number | null;
  readonly rpo?: number | null;
  readonly failovers?: number;
  readonly verdict?: Verdict;
  readonly lifecycle?: 'completed' | 'interrupted' | 'failed';
  readonly commit?: string;
  /** Ms of the phases up to the first write, in their order. */
  readonly phases?: readonly number[];
  readonly p50Ms?: number;
};

let planted = 0;

/** A run as it is on disk. */
export function plantRun(plan: Planted = {}): StoredRun & { result: NonNullable<StoredRun['result']> } {
  planted += 1;
  const run = plan.run ?? `run-${String(planted).padStart(4, '0')}`;
  const { lifecycle = 'completed', verdict = 'pass' } = plan;
  const scenario = scenarioOf({ name: plan.scenario ?? 'kill-primary', ...plan.changes });
  const plain = manifestOf();
  const topology = {
    ...plain.topology,
    name: plan.topology ?? 'semisync',
    nodes: [...(plan.nodes ?? plain.topology.nodes)],
    parameters: plan.parameters ?? {},
  };
  const tool = { version: '0.1.0', commit: plan.commit ?? null };
  const manifest = manifestOf({ run, scenario, topology, lifecycle, tool });
  const sample = sampleResult();
  const values: Record<string, number | null | undefined> = {
    'rto-service': plan.rto,
    'rto-application': plan.rtoApplication === undefined ? plan.rto : plan.rtoApplication,
    'rpo-rows': plan.rpo,
    failovers: plan.failovers,
  };
  const result = {
    ...sample,
    run,
    scenario: scenario.name,
    topology: topology.name,
    lifecycle,
    verdict,
    measurements: sample.measurements.map((one) => {
      const value = values[one.name];
      if (value === undefined) return one;
      return { ...one, value: value === null ? null : Math.abs(value), atLeast: (value ?? 0) < 0 };
    }),
    phases: plan.phases ? phasesOf(plan.phases) : sample.phases,
    latencies: sample.latencies.map((one) =>
      plan.p50Ms === undefined ? one : { ...one, p50Ms: plan.p50Ms },
    ),
  };
  return { folder: `reports/${run}`, manifest, result };
}

const phaseNames = ['noticed', 'detected', 'promoted', 'routed', 'first-write'] as const;

function phasesOf(took: readonly number[]): Phase[] {
  let atMs = 10_000;
  return took.flatMap((ms, index) => {
    const name = phaseNames[index];
    if (!name) return [];
    atMs += ms;
    return [{ name, endedBy: 'planted', startedAtMs: atMs - ms, endedAtMs: atMs }];
  });
}

/** A run for each RTO. */
export function plantRuns(rtos: readonly (number | null)[], plan: Planted = {}) {
  return rtos.map((rto) => plantRun({ ...plan, rto }));
}
