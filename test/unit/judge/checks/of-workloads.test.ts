import { expect, test } from 'vitest';
import { checksOfWorkloads } from '../../../../src/judge/checks/of-workloads.ts';
import { besideChecks } from '../../../../src/workload/beside/list.ts';
import { besideOf, besideRecordOf } from '../../../support/beside.ts';
import { emptyRecord } from '../../../support/parts.ts';

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
