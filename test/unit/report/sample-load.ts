import { Instants } from '../../../src/history/instants.ts';
import type { OperationTable } from '../../../src/history/record.ts';
import { type Outcome, outcomes, type Stream, streams } from '../../../src/history/schema.ts';
import { seededRandom } from '../../../src/random.ts';

/** Load of a made-up drill: two streams at fixed rates with one outage each. */
export type LoadShape = {
  readonly startMs: number;
  readonly endMs: number;
  /** Milliseconds between two scheduled writes. */
  readonly periodMs: Record<Stream, number>;
  readonly outage: Record<Stream, { startMs: number; endMs: number }>;
};

type Row = { stream: Stream; sequence: number; scheduledAtMs: number; endedAtMs: number; outcome: Outcome };

const errors = [
  '',
  'ECONNREFUSED connect to haproxy:3306',
  'PROTOCOL_CONNECTION_LOST: the server closed the connection',
  'deadline of 250 ms passed',
  'ER_OPTION_PREVENTS_STATEMENT (1290): read only',
];

/** Operations in the order of their ends, as a reader of the record gives them. */
export function sampleOperations(shape: LoadShape): OperationTable {
  const random = seededRandom(7);
  const rows = streams.flatMap((stream) => streamRows(stream, shape, random));
  rows.sort((a, b) => a.endedAtMs - b.endedAtMs);
  return {
    length: rows.length,
    stream: Uint8Array.from(rows, (row) => streams.indexOf(row.stream)),
    writer: Uint32Array.from(rows, (row) => (row.stream === 'service' ? 1000 : row.sequence % 8)),
    sequence: Uint32Array.from(rows, (row) => row.sequence),
    value: Uint32Array.from(rows, (row) => (row.sequence * 2654435761) >>> 0),
    scheduledAtMs: Instants.from(rows.length, (row) => rows[row]?.scheduledAtMs ?? 0),
    startedAtMs: Instants.from(rows.length, (row) => rows[row]?.scheduledAtMs ?? 0),
    endedAtMs: Instants.from(rows.length, (row) => rows[row]?.endedAtMs ?? 0),
    outcome: Uint8Array.from(rows, (row) => outcomes.indexOf(row.outcome)),
    error: Uint16Array.from(rows, (row) =>
      row.outcome === 'ok' ? 0 : row.outcome === 'info' ? 2 : 1 + (row.sequence % 4 === 0 ? 3 : 0),
    ),
    errors,
  };
}

function streamRows(stream: Stream, shape: LoadShape, random: () => number): Row[] {
  const rows: Row[] = [];
  const period = shape.periodMs[stream];
  for (let sequence = 0; ; sequence += 1) {
    const scheduledAtMs = shape.startMs + sequence * period;
    if (scheduledAtMs >= shape.endMs) return rows;
    const latency = latencyAt(scheduledAtMs, shape, stream, random);
    rows.push({ stream, sequence, scheduledAtMs, ...ending(scheduledAtMs, latency, stream, shape, random) });
  }
}

function latencyAt(atMs: number, shape: LoadShape, stream: Stream, random: () => number): number {
  const sinceBack = atMs - shape.outage[stream].endMs;
  const brownOut = sinceBack > 0 && sinceBack < 1500 ? 4 : 1;
  const tail = random() < 0.01 ? 8 : 1;
  return (1.6 + 2.2 * random() ** 2) * brownOut * tail;
}

function ending(
  scheduledAtMs: number,
  latencyMs: number,
  stream: Stream,
  shape: LoadShape,
  random: () => number,
): Pick<Row, 'endedAtMs' | 'outcome'> {
  const { startMs, endMs } = shape.outage[stream];
  const endedAtMs = scheduledAtMs + latencyMs;
  if (endedAtMs <= startMs || scheduledAtMs >= endMs) return { endedAtMs, outcome: 'ok' };
  if (scheduledAtMs < startMs) return { endedAtMs: startMs + 4 * random() + 1, outcome: 'info' };
  const waits = stream === 'application' && endMs - scheduledAtMs < 400;
  if (waits) return { endedAtMs: endMs + 60 * random() + 2, outcome: 'ok' };
  if (stream === 'service') return { endedAtMs: Math.min(scheduledAtMs + 250, endMs), outcome: 'fail' };
  return { endedAtMs: scheduledAtMs + 1 + 20 * random(), outcome: 'fail' };
}
