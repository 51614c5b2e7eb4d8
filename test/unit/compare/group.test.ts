import { expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import { groupOf, type JudgedRun } from '../../../src/compare/group.ts';
import type { DrillResult } from '../../../src/judge/measure/types.ts';
import { plantRun } from './plant-runs.ts';

/** A run whose result says something else. */
const withResult = (changes: Partial<DrillResult>): JudgedRun => {
  const run = plantRun({ rto: 1000 });
  return { ...run, result: { ...run.result, ...changes } };
};
const measured = (name: string, value: number | null) => ({
  ...withResult({}).result.measurements[0],
  name,
  title: name,
  value,
  unit: 'ms' as const,
  atLeast: false,
  resolution: null,
  how: 'planted',
});

test('a group says what was drilled, on what', () => {
  const run = plantRun({ rto: 1000, nodes: ['db1', 'db2'] });
  const { runs, summaries, phases, peace, ...about } = groupOf([run], { POLL_MS: '50' });
  expect(about).toEqual({
    scenario: 'kill-primary',
    question: 'How long can nobody write?',
    topology: 'semisync',
    title: 'one primary and two replicas',
    settings: { POLL_MS: '50' },
    label: {},
    wantsNoFailover: false,
    nodes: 2,
    services: run.manifest.topology.services.length,
    offeredPerSecond: run.manifest.scenario.workload.rate,
  });
  expect(runs).toHaveLength(1);
  expect([Object.keys(summaries).length > 0, phases.length > 0, peace.p50Ms]).toEqual([
    true,
    true,
    expect.anything(),
  ]);
});

test('a run keeps what it measured, what it was judged, and where it is', () => {
  const run = withResult({
    seed: 7,
    sentence: 'All is well.',
    measurements: [measured('rto-service', 1500), measured('rpo-rows', null), measured('not-a-measure', 5)],
    phases: [
      { name: 'noticed', endedBy: 'planted', startedAtMs: 1000, endedAtMs: 1400 },
      { name: 'routed', endedBy: 'never seen', startedAtMs: 1400, endedAtMs: null },
    ],
  });
  expect(groupOf([run], {}).runs).toEqual([
    {
      run: run.manifest.run,
      folder: run.folder,
      seed: 7,
      lifecycle: 'completed',
      verdict: 'pass',
      sentence: 'All is well.',
      values: { 'rto-service': { value: 1500, atLeast: false, resolution: 0 } },
      phases: { noticed: 400 },
      peace: expect.objectContaining({ perSecond: null, memoryBytes: null }),
    },
  ]);
});

test('peace is what the application had before the fault, in the middle of the drills that completed', () => {
  const peaceful = (p50Ms: number, more: Partial<JudgedRun['manifest']> = {}): JudgedRun => {
    const run = withResult({
      latencies: [
        { stream: 'service', window: 'before', count: 9, p50Ms: 91, p95Ms: 92, p99Ms: 93, maxMs: 94 },
        { stream: 'application', window: 'during', count: 9, p50Ms: 95, p95Ms: 96, p99Ms: 97, maxMs: 98 },
        { stream: 'application', window: 'before', count: 9, p50Ms, p95Ms: 5, p99Ms: p50Ms * 3, maxMs: 9 },
      ],
      measurements: [measured('write-rate-application', p50Ms * 100), measured('memory', p50Ms * 1000)],
    });
    return { ...run, manifest: { ...run.manifest, ...more } };
  };
  const { peace } = groupOf(
    [peaceful(1), peaceful(2), peaceful(4), peaceful(99, { lifecycle: 'failed' })],
    {},
  );
  expect(peace).toEqual({ p50Ms: 2, p99Ms: 6, perSecond: 200, memoryBytes: 2000 });
});

test('peace that was never measured is unknown, not zero', () => {
  const { peace } = groupOf([withResult({ latencies: [], measurements: [] })], {});
  expect(peace).toEqual({ p50Ms: null, p99Ms: null, perSecond: null, memoryBytes: null });
});

test('phases are the middles of those that were seen to end, in drills that completed', () => {
  const phases = (took: readonly number[], lifecycle: 'completed' | 'failed' = 'completed') =>
    plantRun({ rto: 1000, phases: took, lifecycle });
  const [group] = compareRuns([
    phases([100, 50]),
    phases([300]),
    phases([200, 70]),
    phases([9999], 'failed'),
  ]).groups;
  expect(group?.phases).toEqual([
    { name: 'noticed', medianMs: 200, of: 3 },
    { name: 'detected', medianMs: 60, of: 2 },
  ]);
});

test('a summary has the middle, the ends, and an interval where there are six drills', () => {
  const values = [1000, 1100, 1200, 1300, 1400, 9000];
  const [group] = compareRuns(values.map((rto) => plantRun({ rto }))).groups;
  expect(group?.summaries['rto-service']).toEqual({
    of: 6,
    notMeasured: 0,
    bounds: 0,
    median: { value: 1250, atLeast: false },
    p95: { value: 9000, atLeast: false },
    least: { value: 1000, atLeast: false },
    greatest: { value: 9000, atLeast: false },
    interval: { low: expect.any(Number), high: expect.any(Number) },
  });
});
