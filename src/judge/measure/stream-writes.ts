import type { DrillRecord } from '../../history/record.ts';
import { outcomes, type Stream, streams } from '../../history/schema.ts';
import { oncePerRecord } from './once-per-record.ts';
import { quantile } from './sorted.ts';

export const okIndex = outcomes.indexOf('ok');

/** The writes of one stream, in the orders that measures need. All times in ms; all columns ascending. */
export type StreamWrites = {
  readonly stream: Stream;
  /** Rows of the operation table, in the order in which they ended. */
  readonly rows: Uint32Array;
  /** When writes were due: their scheduled arrivals. */
  readonly dueAtMs: Float64Array;
  /** When those writes were due that were acknowledged, at whatever latency. */
  readonly acknowledgedDueAtMs: Float64Array;
  /** When acknowledgements arrived. */
  readonly ackAtMs: Float64Array;
  /** When the write of the same index in `ackAtMs` was invoked. Not ascending. */
  readonly ackStartedAtMs: Float64Array;
  /** Mean distance of arrivals; 0 where there are fewer than two. */
  readonly periodMs: number;
  /** 99th percentile of how late the harness started a write that was due. */
  readonly latenessMs: number;
};

export type Streams = Readonly<Record<Stream, StreamWrites>>;

/** The writes of both streams. */
export const streamWrites: (record: DrillRecord) => Streams = oncePerRecord((record) => ({
  service: writesOf(record, 'service'),
  application: writesOf(record, 'application'),
}));

function writesOf({ operations }: DrillRecord, stream: Stream): StreamWrites {
  const index = streams.indexOf(stream);
  let count = 0;
  let acknowledged = 0;
  for (let row = 0; row < operations.length; row += 1) {
    if (operations.stream[row] !== index) continue;
    count += 1;
    if (operations.outcome[row] === okIndex) acknowledged += 1;
  }
  const rows = new Uint32Array(count);
  const dueAtMs = new Float64Array(count);
  const latenessMs = new Float64Array(count);
  const acknowledgedDueAtMs = new Float64Array(acknowledged);
  const ackAtMs = new Float64Array(acknowledged);
  const ackStartedAtMs = new Float64Array(acknowledged);
  let at = 0;
  let ack = 0;
  for (let row = 0; row < operations.length; row += 1) {
    if (operations.stream[row] !== index) continue;
    const due = operations.scheduledAtMs[row] ?? 0;
    const startedAtMs = operations.startedAtMs[row] ?? 0;
    rows[at] = row;
    dueAtMs[at] = due;
    latenessMs[at] = startedAtMs - due;
    at += 1;
    if (operations.outcome[row] !== okIndex) continue;
    acknowledgedDueAtMs[ack] = due;
    ackAtMs[ack] = operations.endedAtMs[row] ?? 0;
    ackStartedAtMs[ack] = startedAtMs;
    ack += 1;
  }
  dueAtMs.sort();
  acknowledgedDueAtMs.sort();
  return {
    stream,
    rows,
    dueAtMs,
    acknowledgedDueAtMs,
    ackAtMs,
    ackStartedAtMs,
    periodMs: count < 2 ? 0 : ((dueAtMs.at(-1) ?? 0) - (dueAtMs[0] ?? 0)) / (count - 1),
    latenessMs: Math.max(quantile(latenessMs.sort(), 0.99) ?? 0, 0),
  };
}
