import type { DrillRecord } from '../../history/record.ts';
import type { Stream } from '../../history/schema.ts';
import { oncePerRecord } from './once-per-record.ts';
import { okIndex, streamWrites } from './stream-writes.ts';

/** The writes of one stream as attempts, in the order in which they were due. All times in ms. */
export type Attempts = {
  readonly stream: Stream;
  readonly periodMs: number;
  readonly dueAtMs: Float64Array;
  readonly startedAtMs: Float64Array;
  readonly endedAtMs: Float64Array;
  /** 1 where the write was acknowledged, at whatever latency. */
  readonly acknowledged: Uint8Array;
  /** 0 where the harness itself refused to send it: such a failure tells nothing about the cluster. */
  readonly tried: Uint8Array;
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
  const { rows, periodMs } = streamWrites(record)[stream];
  const dueOf = (row: number): number => operations.scheduledAtMs[row] ?? 0;
  const inOrder = Uint32Array.from(rows).sort((a, b) => dueOf(a) - dueOf(b));
  const column = (values: Float64Array): Float64Array =>
    Float64Array.from(inOrder, (row) => values[row] ?? 0);
  const dueAtMs = column(operations.scheduledAtMs);
  const startedAtMs = column(operations.startedAtMs);
  const refused = operations.errors.map((error) => notTried.test(error));
  return {
    stream,
    periodMs,
    dueAtMs,
    startedAtMs,
    endedAtMs: column(operations.endedAtMs),
    acknowledged: Uint8Array.from(inOrder, (row) => Number(operations.outcome[row] === okIndex)),
    tried: Uint8Array.from(inOrder, (row) => Number(!refused[operations.error[row] ?? 0])),
    latestMs: startedAtMs.reduce((most, startedMs, at) => Math.max(most, startedMs - (dueAtMs[at] ?? 0)), 0),
  };
}
