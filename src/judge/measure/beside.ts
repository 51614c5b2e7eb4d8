/**
 * What workloads beside the ledger came to: how their operations ended, and how long the acknowledged ones took.
 *
 * Definition: percentiles (nearest rank) of the time from the scheduled arrival to the acknowledgement; `served` from when a
 * connection of the client's took the operation. Their difference is the wait for a connection: the client's own limit.
 * Censoring: operations that were not acknowledged have no latency; they are in the counts.
 */
import type { BesideOperation } from '../../history/beside.ts';
import type { DrillRecord } from '../../history/record.ts';
import { quantile } from './sorted.ts';

/** One function of a workload. */
export type BesideNumbers = {
  readonly workload: string;
  readonly function: string;
  readonly ok: number;
  /** Sent, and surely not done. */
  readonly fail: number;
  readonly info: number;
  /** Never sent, for want of a free connection in time. */
  readonly unsent: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly servedP99Ms: number | null;
};

/** Of each function of each workload, in the order of the record. */
export function besideNumbers({ beside = [] }: Pick<DrillRecord, 'beside'>): BesideNumbers[] {
  return beside.flatMap(({ workload, operations }) =>
    [...Map.groupBy(operations, (one) => one.function)].map(([name, own]) => numbersOf(workload, name, own)),
  );
}

function numbersOf(workload: string, name: string, operations: readonly BesideOperation[]): BesideNumbers {
  const ok = operations.filter(({ outcome }) => outcome === 'ok');
  const count = (outcome: BesideOperation['outcome']) =>
    operations.filter((one) => one.outcome === outcome && one.process !== null).length;
  const sorted = (of: (one: BesideOperation) => number) => Float64Array.from(ok, of).sort();
  const latencies = sorted((one) => one.endedAtMs - one.scheduledAtMs);
  return {
    workload,
    function: name,
    ok: ok.length,
    fail: count('fail'),
    info: count('info'),
    unsent: operations.filter(({ process }) => process === null).length,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    servedP99Ms: quantile(
      sorted((one) => one.endedAtMs - one.startedAtMs),
      0.99,
    ),
  };
}
