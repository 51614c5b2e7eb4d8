import type { Column } from '../../history/packed-column.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { Stream } from '../../history/schema.ts';
import { oncePerRecord } from './once-per-record.ts';
import { columnOf, okIndex, streamWrites } from './stream-writes.ts';

/** The writes of one stream as attempts, in the order in which they were due. All times in ms. */
export type Attempts = {
  readonly stream: Stream;
  readonly periodMs: number;
  readonly dueAtMs: Column;
  readonly startedAtMs: Column;
  readonly endedAtMs: Column;
  /** Whether the write was acknowledged, at whatever latency. */
  acknowledged(index: number): boolean;
  /** False where the harness itself refused to send it: such a failure tells nothing about the cluster. */
  tried(index: number): boolean;
  /** How late the harness started the one that it started last after its due time. */
  readonly latestMs: number;
};

/** A probe that was not sent because too many others had not ended yet. */
const notTried = /\bprobes in flight$/;

/** The attempts of both streams. */
export const attemptsOf: (record: DrillRecord) => Readonly<Record<Stream, Attempts>> = oncePerRecord(
  (record) => ({
    service: attemptsOfStream(record, 'service'),
    application: attemptsOfStream(record, 'application'),
  }),
);

function attemptsOfStream(record: DrillRecord, stream: Stream): Attempts {
  const { operations } = record;
  const { rows, periodMs, dueAtMs } = streamWrites(record)[stream];
  const { scheduledAtMs, startedAtMs, endedAtMs, outcome, error } = operations;
  const refused = operations.errors.map((text) => notTried.test(text));
  let latestMs = 0;
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows.at(index);
    latestMs = Math.max(latestMs, startedAtMs.at(row) - scheduledAtMs.at(row));
  }
  const rowAt = (index: number): number => (index >= 0 && index < rows.length ? rows.at(index) : -1);
  return {
    stream,
    periodMs,
    dueAtMs,
    startedAtMs: columnOf(rows, startedAtMs),
    endedAtMs: columnOf(rows, endedAtMs),
    acknowledged: (index) => outcome[rowAt(index)] === okIndex,
    tried: (index) => !refused[error[rowAt(index)] ?? 0],
    latestMs,
  };
}
