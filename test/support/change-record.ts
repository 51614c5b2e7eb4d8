import type { DrillRecord, FinalState, Operation } from '../../src/history/record.ts';
import { finalOf, operationsOf, type Row, rowsOf, tableOf } from './parts.ts';

/** Changes to made-up records: each returns a new record and leaves the old one as it is. */

export function withOperations(
  record: DrillRecord,
  change: (operations: Operation[]) => readonly Operation[],
): DrillRecord {
  return { ...record, operations: tableOf(change(operationsOf(record.operations))) };
}

/** Replaces the rows of one node's final states. */
export function withRows(
  record: DrillRecord,
  node: string,
  change: (rows: Row[]) => readonly Row[],
): DrillRecord {
  const finals = record.finals.map((final): FinalState => {
    if (final.node !== node) return final;
    return { ...final, rows: finalOf(final.state.serverId, change(rowsOf(final))).rows };
  });
  return { ...record, finals };
}

/** The same drill, with every instant later by `byMs`. */
export function shifted(record: DrillRecord, byMs: number): DrillRecord {
  const later = withOperations(record, (operations) =>
    operations.map((one) => ({
      ...one,
      scheduledAtMs: one.scheduledAtMs + byMs,
      startedAtMs: one.startedAtMs + byMs,
      endedAtMs: one.endedAtMs + byMs,
    })),
  );
  return {
    ...later,
    manifest: { ...record.manifest, endedAtMs: (record.manifest.endedAtMs ?? 0) + byMs },
    events: record.events.map(({ data, ...event }) => {
      const effectAtMs = data?.effectAtMs;
      const moved = typeof effectAtMs === 'number' ? { ...data, effectAtMs: effectAtMs + byMs } : data;
      return { ...event, atMs: event.atMs + byMs, ...(moved && { data: moved }) };
    }),
    samples: record.samples.map((sample) => ({
      ...sample,
      askedAtMs: sample.askedAtMs + byMs,
      answeredAtMs: sample.answeredAtMs + byMs,
    })),
    finals: record.finals.map((final) => ({ ...final, takenAtMs: final.takenAtMs + byMs })),
  };
}
