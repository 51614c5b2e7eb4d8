import { compareRuns } from '../../../../src/compare/compare.ts';
import type { SuiteStatus } from '../../../../src/compare/suite-status.ts';
import { plantRun, plantRuns } from '../../compare/plant-runs.ts';

const suite: SuiteStatus = {
  format: 'ha-drill/suite/1',
  name: 'planted',
  description: '',
  combinations: [
    {
      scenario: 'kill-replica',
      topology: 'alone',
      sets: [],
      planned: 0,
      done: 0,
      failures: [],
      notAvailable: 'it has no replica',
    },
  ],
};

const wantsNone = { changes: { objectives: { failovers: '<= 0' } }, scenario: 'short-blip' };

/** Two topologies that differ, bounds, a drill that broke off, a sweep with a false failover, and a gap. */
export function plantedComparison() {
  const sweep = ['250', '500', '1000'].flatMap((CONFIRM_MS) => [
    ...plantRuns([Number(CONFIRM_MS) + 100, Number(CONFIRM_MS) + 150], {
      topology: 'swept',
      parameters: { CONFIRM_MS },
    }),
    plantRun({
      ...wantsNone,
      topology: 'swept',
      parameters: { CONFIRM_MS },
      rto: 510,
      failovers: CONFIRM_MS === '250' ? 1 : 0,
      verdict: CONFIRM_MS === '250' ? 'fail' : 'pass',
    }),
  ]);
  return compareRuns(
    [
      ...plantRuns([1000, 1100, 1200, 1300, 1400, 1500], {
        topology: 'semisync',
        rpo: 0,
        phases: [50, 900, 80, 4, 20],
      }),
      ...plantRuns([-60_000, -60_000, -60_000, 40_000, -61_000, -62_000], {
        topology: 'async',
        rpo: 12,
        verdict: 'fail',
      }),
      plantRun({ topology: 'async', rto: 5000, lifecycle: 'failed', verdict: 'inconclusive' }),
      plantRun({ topology: 'semisync', scenario: 'freeze', rto: null, rpo: null, verdict: 'inconclusive' }),
      ...sweep,
    ],
    [suite],
  );
}
