import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { besideNumbers } from '../../judge/measure/beside.ts';
import type { DrillResult } from '../../judge/measure/types.ts';
import { formatCount, notMeasured } from '../text.ts';
import { checkRows } from './judgement.ts';

/** Each workload that ran beside the ledger, but its clients (`clientRows`): with which options, what became of its operations, and its checks. */
export function workloadSections(record: DrillRecord, result: DrillResult) {
  const numbers = besideNumbers(record);
  const checks = checkRows(result);
  const beside = (record.beside ?? []).filter(({ workload }) => workload !== 'clients');
  return beside.map(({ workload, options }) => ({
    name: workload,
    options: Object.entries(options)
      .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
      .join(', '),
    checks: checks.filter(({ name }) => name.startsWith(`${workload}-`)),
    rows: numbers
      .filter((one) => one.workload === workload)
      .map((one) => ({
        function: one.function,
        counts: [one.ok, one.fail, one.info, one.unsent].map(formatCount),
        times: [one.p50Ms, one.p99Ms, one.servedP99Ms].map((ms) =>
          ms === null ? notMeasured : formatMs(ms),
        ),
      })),
  }));
}
