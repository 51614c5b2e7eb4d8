/**
 * How old what was read is.
 *
 * Definition: a read that returned a version of a row is stale by at least the time from the first acknowledgement of any
 * newer version of that row to the moment the read was sent (0 where there is none before it), and by at most the time from
 * when the first newer version was sent to the moment the read was answered. This is the time-based staleness of Golab, Li
 * and Shah, "Analyzing Consistency Properties for Fun and Profit" (PODC 2011), delta-atomicity for one read.
 * Clock: the harness's, for writes and reads alike; no server's clock is used.
 */
import type { BesideOperation, Key } from '../../history/beside.ts';
import { readResult, writeValue } from './operations.ts';

/** An acknowledged read, and how long the row had had a newer version by then. */
export type AgedRead = {
  readonly operation: BesideOperation;
  /** Null where there was no row. */
  readonly version: number | null;
  /** Surely (ms): newer data was acknowledged so long before the read was sent. */
  readonly atLeastMs: number;
  /** Possibly (ms): newer data was sent so long before the read was answered. */
  readonly atMostMs: number;
};

type Newer = { readonly versions: readonly number[]; readonly firstAtMs: readonly number[] };

const known = new WeakMap<readonly BesideOperation[], readonly AgedRead[]>();

/** All acknowledged reads, in the order of the operations. Worked out once for all who ask about the same operations. */
export function agedReads(operations: readonly BesideOperation[]): readonly AgedRead[] {
  const before = known.get(operations);
  if (before) return before;
  const aged = agesOf(operations);
  known.set(operations, aged);
  return aged;
}

function agesOf(operations: readonly BesideOperation[]): AgedRead[] {
  const writes = operations.filter((one) => one.function === 'write' && one.process !== null);
  const sent = byKey(
    writes.filter(({ outcome }) => outcome !== 'fail'),
    (one) => one.startedAtMs,
  );
  const acknowledged = byKey(
    writes.filter(({ outcome }) => outcome === 'ok'),
    (one) => one.endedAtMs,
  );
  return operations
    .filter((one) => one.function === 'read' && one.outcome === 'ok')
    .map((operation) => {
      const version = readResult.parse(operation.result);
      const surely = firstNewerAtMs(acknowledged.get(operation.key), version);
      const possible = firstNewerAtMs(sent.get(operation.key), version);
      return {
        operation,
        version,
        atLeastMs: Math.max(operation.startedAtMs - surely, 0),
        atMostMs: Math.max(operation.endedAtMs - possible, 0),
      };
    });
}

/** Of each key its versions in ascending order, and when the first of each version and all newer ones was there. */
function byKey(
  writes: readonly BesideOperation[],
  timeOf: (one: BesideOperation) => number,
): Map<Key, Newer> {
  const grouped = Map.groupBy(writes, ({ key }) => key);
  return new Map(
    [...grouped].map(([key, own]) => {
      const sorted = own
        .map((one) => ({ version: writeValue.parse(one.value), atMs: timeOf(one) }))
        .toSorted((a, b) => a.version - b.version);
      const firstAtMs = sorted.map(({ atMs }) => atMs);
      for (let index = firstAtMs.length - 2; index >= 0; index -= 1)
        firstAtMs[index] = Math.min(firstAtMs[index] ?? Infinity, firstAtMs[index + 1] ?? Infinity);
      return [key, { versions: sorted.map(({ version }) => version), firstAtMs }];
    }),
  );
}

/** When the first version above this one was there; never (infinity) where there is none. */
function firstNewerAtMs(newer: Newer | undefined, version: number | null): number {
  if (!newer) return Infinity;
  const above = version ?? -1;
  let [from, to] = [0, newer.versions.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((newer.versions[middle] ?? 0) <= above) from = middle + 1;
    else to = middle;
  }
  return newer.firstAtMs[from] ?? Infinity;
}
