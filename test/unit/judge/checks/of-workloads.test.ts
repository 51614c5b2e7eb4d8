import { expect, test, vi } from 'vitest';
import type { BesideFinal } from '../../../../src/history/beside.ts';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { checksOfWorkloads } from '../../../../src/judge/checks/of-workloads.ts';
import { besideChecks } from '../../../../src/workload/beside/list.ts';
import type { BesideEvidence } from '../../../../src/workload/beside/types.ts';
import { besideOf, besideRecordOf } from '../../../support/beside.ts';
import { emptyRecord, eventOf, finalOf, stateOf, writable } from '../../../support/parts.ts';

test.each(besideChecks)(
  '$name: nothing recorded, or nothing acknowledged, is no pass',
  ({ workload, name }) => {
    const judge = (beside: Parameters<typeof emptyRecord>[0]) =>
      checksOfWorkloads[name].judge(emptyRecord(beside));
    expect(judge({}).verdict).toBe('inconclusive');
    expect(judge({ beside: [besideRecordOf(workload, [])] }).verdict).toBe('inconclusive');
    const failed = [besideOf(0, { outcome: 'fail' }), besideOf(1, { outcome: 'info' })];
    expect(judge({ beside: [besideRecordOf(workload, failed)] })).toMatchObject({
      verdict: 'inconclusive',
      summary: `none of 2 operations of the workload ${workload} was acknowledged`,
    });
  },
);

test.each(besideChecks)('the check $name is named after its workload', ({ workload, name }) => {
  expect(name.startsWith(`${workload}-`)).toBe(true);
});

/** What a check of a workload is given of a record with these final reads; db2 led at the end. */
function given(finals: BesideFinal[], changes: Partial<DrillRecord> = {}): BesideEvidence | undefined {
  const [first] = besideChecks;
  if (!first) throw new Error('there are checks');
  const judged = vi
    .spyOn(first.check, 'judge')
    .mockReturnValue({ verdict: 'pass', summary: '', evidence: [] });
  const beside = [besideRecordOf(first.workload, [besideOf(0)], { finals, options: { accounts: 5 } })];
  const states = [finalOf(1, []), finalOf(2, [], { state: stateOf(2, writable) })];
  checksOfWorkloads[first.name].judge(emptyRecord({ beside, finals: states, ...changes }));
  const evidence = judged.mock.calls[0]?.[0];
  judged.mockRestore();
  return evidence;
}
const readOf = (node: string): BesideFinal => ({ node, atMs: 60_000, reads: [[1, node]], error: null });
const unread = (node: string, error: string): BesideFinal => ({ node, atMs: 60_000, reads: null, error });
const all = ['db1', 'db2', 'db3'].map(readOf);

test('a check is given what was read of each node, the options, and who led', () => {
  expect(given(all)).toEqual({
    operations: [besideOf(0)],
    finals: all,
    finalsLack: null,
    primary: 'db2',
    noPrimary: null,
    options: { accounts: 5 },
  });
});

test('nodes that were not read are named, with the error of the first', () => {
  const [first, second] = all as [BesideFinal, BesideFinal];
  const lackOf = (...finals: BesideFinal[]) => given(finals)?.finalsLack;
  expect(lackOf(first, second)).toBe('db3 was not read at the end');
  expect(lackOf(first)).toBe('db2, db3 were not read at the end');
  const some = [first, unread('db3', 'gone'), unread('db2', 'no route')];
  expect(lackOf(...some)).toBe('db2, db3 were not read at the end: no route');
  expect(given(some)?.finals).toEqual([first]);
});

test('what came after the final states outdates them, and leaves no primary', () => {
  const late = given(all, { events: [eventOf(70_000, 'promoted')] });
  expect(late).toMatchObject({
    finalsLack: expect.stringContaining('before promoted at 70.00 s'),
    primary: null,
    noPrimary: expect.stringContaining('before promoted at 70.00 s'),
  });
});
