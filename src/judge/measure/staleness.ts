/**
 * Staleness of reads.
 *
 * Definition: of all acknowledged reads of the workload `reads`, the longest time for which newer data had surely been
 * acknowledged when the read was sent (see workload/reads/staleness.ts).
 * Clock: the harness's.
 * Resolution: of that read, the time from when the newer data was sent to when the read was answered is longer by this.
 * Censoring: not measured without that workload, and where no read or no write was acknowledged. A read that was not answered
 * has no age: it is a matter of availability.
 * Bias: rows that are written seldom hide staleness: nothing is stale that nobody changed.
 */
import { counted } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { type AgedRead, agedReads } from '../../workload/reads/staleness.ts';
import { oncePerRecord } from './once-per-record.ts';
import { quantile } from './sorted.ts';
import type { Measurement } from './types.ts';

/** Every acknowledged read with its age; null where the workload did not run, or nothing could be stale. */
export const readsOf: (record: DrillRecord) => readonly AgedRead[] | null = oncePerRecord(
  ({ beside = [] }) => {
    const operations = beside.find(({ workload }) => workload === 'reads')?.operations ?? [];
    const wrote = operations.some((one) => one.function === 'write' && one.outcome === 'ok');
    const aged = agedReads(operations);
    return wrote && aged.length > 0 ? aged : null;
  },
);

/** None where the workload did not run. */
export function stalenessMeasurements(record: DrillRecord): Measurement[] {
  const ran = record.beside?.find(({ workload }) => workload === 'reads');
  if (!ran) return [];
  const about = {
    name: 'staleness',
    title: 'Staleness: how long newer data was acknowledged when older was read',
    unit: 'ms' as const,
    atLeast: false,
  };
  const aged = readsOf(record);
  if (!aged)
    return [
      {
        ...about,
        value: null,
        resolution: null,
        how: 'not measured: no read, or no write, was acknowledged',
      },
    ];
  const stalest = aged.reduce((worst, one) => (one.atLeastMs > worst.atLeastMs ? one : worst));
  const sent = ran.operations.filter(({ function: name }) => name === 'read').length;
  const stale = aged.filter(({ atLeastMs }) => atLeastMs > 0).length;
  const p99Ms = quantile(Float64Array.from(aged, ({ atLeastMs }) => atLeastMs).sort(), 0.99);
  const { operation, version } = stalest;
  const worst =
    stale === 0
      ? ''
      : `; the stalest was sent at ${formatMs(operation.startedAtMs)} and returned ${version === null ? 'no row' : `version ${version}`} of row ${operation.key}`;
  return [
    {
      ...about,
      value: stalest.atLeastMs,
      resolution: stalest.atMostMs - stalest.atLeastMs,
      how: `the greatest of ${counted(aged.length, 'answered read')} of ${sent.toLocaleString('en-US')}: ${counted(stale, 'was', 'were')} surely stale, p99 ${formatMs(p99Ms ?? 0)}${worst}`,
    },
  ];
}
