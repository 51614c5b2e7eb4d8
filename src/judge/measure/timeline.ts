import type { DrillRecord } from '../../history/record.ts';
import type { DrillEvent, EventType } from '../../history/schema.ts';
import { recoveryStartMs } from './acts.ts';
import { faultsOf } from './fault-results.ts';
import { oncePerRecord } from './once-per-record.ts';
import { streamWrites } from './stream-writes.ts';
import type { FaultResult } from './types.ts';

export type Span = { readonly fromMs: number; readonly toMs: number };

/** A fault that was proved in force. */
export type FaultSpan = {
  readonly fault: FaultResult;
  /** Time zero: the earliest instant at which the effect may have begun. */
  readonly zeroMs: number;
};

/** What an outage may be put down to: a fault from its time zero on, or where `fault` is null the recovery. */
export type Cause = { readonly atMs: number; readonly fault: FaultResult | null };

/** The instants of a drill that measures refer to. */
export type Timeline = {
  /** From the first to the last scheduled write; null when none was. */
  readonly load: Span | null;
  /** The span that was watched for the steady state; null when it was not judged. */
  readonly baseline: Span | null;
  readonly faults: readonly FaultResult[];
  /** Faults with a time zero, ascending by it. */
  readonly spans: readonly FaultSpan[];
  /** The same faults and the start of the recovery, ascending. */
  readonly causes: readonly Cause[];
  /** The last instant of which the record tells anything. */
  readonly recordEndMs: number;
};

/** Reads the instants of a drill from its events. */
export const timelineOf: (record: DrillRecord) => Timeline = oncePerRecord((record) => {
  const load = loadOf(record);
  const faults = faultsOf(record.events);
  const causes = causesOf(faults, recoveryStartMs(record.events));
  return {
    load,
    baseline: baselineOf(record),
    faults,
    spans: causes.flatMap(({ atMs, fault }) => (fault ? [{ fault, zeroMs: atMs }] : [])),
    causes,
    recordEndMs: Math.max(
      0,
      load?.toMs ?? 0,
      record.operations.endedAtMs.at(record.operations.length - 1),
      record.events.at(-1)?.atMs ?? 0,
      ...record.samples.slice(-20).map((sample) => sample.answeredAtMs),
    ),
  };
});

/** The first event of a type at or after an instant. */
export function firstEvent(
  events: readonly DrillEvent[],
  type: EventType,
  fromMs: number,
): DrillEvent | undefined {
  return events.find((event) => event.type === type && event.atMs >= fromMs);
}

function loadOf(record: DrillRecord): Span | null {
  const dues = Object.values(streamWrites(record)).map(({ dueAtMs }) => dueAtMs);
  const starts = dues.flatMap((due) => due.at(0) ?? []);
  const ends = dues.flatMap((due) => due.at(due.length - 1) ?? []);
  return starts.length === 0 ? null : { fromMs: Math.min(...starts), toMs: Math.max(...ends) };
}

function baselineOf({ events, manifest }: DrillRecord): Span | null {
  const judged = events.find((event) => event.type === 'steady-state');
  if (!judged) return null;
  return { fromMs: judged.atMs - manifest.scenario.baseline.duration, toMs: judged.atMs };
}

/** Each proved fault, and last the recovery: what happens to writes is put down to the newest of them. */
function causesOf(faults: readonly FaultResult[], recoveryMs: number | undefined): Cause[] {
  const proved = faults.flatMap((fault) =>
    fault.inForceAtMs === null ? [] : { atMs: fault.inForceAtMs, fault },
  );
  const recovery = recoveryMs === undefined ? [] : [{ atMs: recoveryMs, fault: null }];
  return [...proved, ...recovery].sort((a, b) => a.atMs - b.atMs);
}
