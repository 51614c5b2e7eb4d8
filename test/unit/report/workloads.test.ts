import { expect, test } from 'vitest';
import { judge } from '../../../src/judge/measure/judge.ts';
import { workloadSections } from '../../../src/report/html/workloads.ts';
import { renderHtml } from '../../../src/report/html.ts';
import { besideOf, besideRecordOf } from '../../support/beside.ts';
import { manifestOf, scenarioOf } from '../../support/parts.ts';
import { smallDrill } from '../../support/small-drill.ts';

const accounts = [
  [0, 5, 0],
  [1, 6, 0],
];
const bank = besideRecordOf(
  'bank',
  [besideOf(0, { result: accounts }), besideOf(1, { outcome: 'fail', process: null })],
  { options: { accounts: 2, balance: 5 } },
);
const scenario = scenarioOf({ workload: { beside: [{ kind: 'bank' }] }, checks: ['bank-totals'] });
const record = { ...smallDrill(), manifest: manifestOf({ scenario }), beside: [bank] };

test('each workload beside the ledger is shown with its options, its operations and its checks', () => {
  expect(workloadSections(record, judge(record))).toEqual([
    {
      name: 'bank',
      options: 'accounts 2, balance 5',
      checks: [
        expect.objectContaining({
          name: 'bank-totals',
          summary: expect.stringContaining('a total of 11, and it is 10'),
        }),
      ],
      rows: [{ function: 'read', counts: ['1', '0', '0', '1'], times: ['5 ms', '5 ms', '5 ms'] }],
    },
  ]);
  expect(renderHtml(record, judge(record))).toContain('<h2>Workloads beside the ledger</h2>');
});

test('staleness of reads is drawn over time', () => {
  const write = besideOf(200, { function: 'write', key: 0, value: 1 });
  const read = besideOf(230, { key: 0, result: 0 });
  const stale = { ...smallDrill(), beside: [besideRecordOf('reads', [write, read])] };
  const html = renderHtml(stale, judge(stale));
  expect(html).toContain('Staleness of reads over time');
  expect(html).toContain('the greatest of all is 295 ms');
  const fresh = {
    ...stale,
    beside: [besideRecordOf('reads', [write, { ...read, outcome: 'fail' as const }])],
  };
  expect(renderHtml(fresh, judge(fresh))).not.toContain('Staleness of reads over time');
});

test('a drill without any has no such part', () => {
  const without = smallDrill();
  expect(workloadSections(without, judge(without))).toEqual([]);
  expect(renderHtml(without, judge(without))).not.toContain('Workloads beside the ledger');
});
