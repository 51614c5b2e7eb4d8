import { describe, expect, test } from 'vitest';
import type { BesideOperation } from '../../../../src/history/beside.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import { stalenessMeasurements } from '../../../../src/judge/measure/staleness.ts';
import { besideOf, besideRecordOf } from '../../../support/beside.ts';
import { manifestOf, scenarioOf } from '../../../support/parts.ts';
import { smallDrill } from '../../../support/small-drill.ts';

/** Version 1 of row 0 is acknowledged at 5 ms; a read of version 0 is sent at 100 ms and answered at 105 ms. */
const history = [
  besideOf(0, { function: 'write', key: 0, value: 1 }),
  besideOf(10, { key: 0, result: 0 }),
  besideOf(20, { key: 0, result: 1 }),
];
const recordOf = (operations: readonly BesideOperation[], target = '<= 1s') => ({
  ...smallDrill(),
  manifest: manifestOf({
    scenario: scenarioOf({
      workload: { beside: [{ kind: 'reads' }] },
      objectives: { staleness: target },
      checks: ['reads-written'],
    }),
  }),
  beside: [besideRecordOf('reads', operations)],
});
const objective = (operations: readonly BesideOperation[], target?: string) =>
  judge(recordOf(operations, target)).objectives.find(({ measure }) => measure === 'staleness');

describe('staleness', () => {
  test('is that of the stalest read, with what it may be more as its resolution', () => {
    expect(stalenessMeasurements(recordOf(history))).toMatchObject([
      {
        value: 95,
        resolution: 10,
        how: 'the greatest of 2 answered reads of 2: 1 was surely stale, p99 95 ms; the stalest was sent at 100 ms and returned version 0 of row 0',
      },
    ]);
  });

  test.each([
    ['<= 106ms', 'pass'],
    ['<= 100ms', 'inconclusive'],
    ['<= 84ms', 'fail'],
  ])('against %s it is %s', (target, verdict) => {
    expect(objective(history, target)).toMatchObject({ verdict });
  });

  test.each<[string, BesideOperation[]]>([
    [
      'no read was answered',
      history.map((one) => (one.function === 'read' ? { ...one, outcome: 'fail' } : one)),
    ],
    [
      'no write was acknowledged',
      history.map((one) => (one.function === 'write' ? { ...one, outcome: 'info' } : one)),
    ],
    ['nothing was done', []],
  ])('where %s, the objective is inconclusive', (_, operations) => {
    expect(stalenessMeasurements(recordOf(operations))).toMatchObject([{ value: null }]);
    expect(objective(operations)).toMatchObject({ verdict: 'inconclusive', actual: 'not measured' });
  });

  test('a drill without the workload has no such measure', () => {
    expect(stalenessMeasurements(smallDrill())).toEqual([]);
  });
});
