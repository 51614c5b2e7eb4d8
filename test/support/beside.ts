import type { BesideOperation, BesideRecord, Json } from '../../src/history/beside.ts';
import type { BesideEvidence, FinalRead } from '../../src/workload/beside/types.ts';

/** An operation of a workload beside the ledger; acknowledged at `10 * index + 5` ms. */
export function besideOf(index: number, changes: Partial<BesideOperation> = {}): BesideOperation {
  return {
    index,
    process: 0,
    function: 'read',
    key: null,
    value: null,
    scheduledAtMs: 10 * index,
    startedAtMs: 10 * index,
    endedAtMs: 10 * index + 5,
    outcome: 'ok',
    result: null,
    error: null,
    ...changes,
  };
}

export function besideRecordOf(
  workload: string,
  operations: readonly BesideOperation[],
  changes: Partial<BesideRecord> = {},
): BesideRecord {
  return { workload, options: {}, operations, finals: [], ...changes };
}

/** What a check of a workload looks at; `db1` led at the end, and of each node given here all was read. */
export function evidenceOf(
  operations: readonly BesideOperation[],
  nodes: Readonly<Record<string, readonly FinalRead[]>> = {},
  options: Readonly<Record<string, Json>> = {},
): BesideEvidence {
  return {
    operations,
    finals: Object.entries(nodes).map(([node, reads]) => ({
      node,
      atMs: 60_000,
      reads: [...reads],
      error: null,
    })),
    finalsLack: null,
    primary: 'db1',
    noPrimary: null,
    options,
  };
}
