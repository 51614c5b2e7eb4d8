import { expect, test } from 'vitest';
import { besideNumbers } from '../../../../src/judge/measure/beside.ts';
import { besideOf, besideRecordOf } from '../../../support/beside.ts';

test('how operations ended, and how long the acknowledged took from when they were due, and from when they were sent', () => {
  const operations = [
    besideOf(0, { scheduledAtMs: 0, startedAtMs: 20, endedAtMs: 30 }),
    besideOf(1, { scheduledAtMs: 10, startedAtMs: 10, endedAtMs: 11 }),
    besideOf(2, { outcome: 'fail' }),
    besideOf(3, { outcome: 'info' }),
    besideOf(4, { outcome: 'fail', process: null }),
    besideOf(5, { function: 'write', outcome: 'fail' }),
  ];
  expect(besideNumbers({ beside: [besideRecordOf('bank', operations)] })).toEqual([
    {
      workload: 'bank',
      function: 'read',
      ok: 2,
      fail: 1,
      info: 1,
      unsent: 1,
      p50Ms: 1,
      p99Ms: 30,
      servedP99Ms: 10,
    },
    {
      workload: 'bank',
      function: 'write',
      ok: 0,
      fail: 1,
      info: 0,
      unsent: 0,
      p50Ms: null,
      p99Ms: null,
      servedP99Ms: null,
    },
  ]);
  expect(besideNumbers({})).toEqual([]);
});
