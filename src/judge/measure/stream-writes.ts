import type { Column } from '../../history/instants.ts';
import type { DrillRecord, OperationTable } from '../../history/record.ts';
import { outcomes, type Stream, streams } from '../../history/schema.ts';
import { sortedBy } from '../../history/sorted-by.ts';
import { oncePerRecord } from './once-per-record.ts';
import { lowerBound } from './sorted.ts';

export const okIndex = outcomes.indexOf('ok');

/** The writes of one stream. All times in ms. */
export type StreamWrites = {
  readonly stream: Stream;
  /** Rows of the operation table, in the order in which they were due: their scheduled arrivals. */
  readonly rows: Uint32Array;
  /** When they were due, ascending. */
  readonly dueAtMs: Column;
  /** Mean distance of arrivals; 0 where there are fewer than two. */
  readonly periodMs: number;
  /** How many were due in [from, to). */
  due(fromMs: number, toMs: number): number;
  /** How many of those were acknowledged, at whatever latency. */
  acknowledged(fromMs: number, toMs: number): number;
  /** Rows that were acknowledged from an instant on, in the order in which the acknowledgements arrived. */
  acknowledgedFrom(atMs: number): Generator<number, void>;
};

export type Streams = Readonly<Record<Stream, StreamWrites>>;

/** The writes of both streams. */
export const streamWrites: (record: DrillRecord) => Streams = oncePerRecord(({ operations }) => ({
  service: writesOf(operations, 'service'),
  application: writesOf(operations, 'application'),
}));

function writesOf(operations: OperationTable, stream: Stream): StreamWrites {
  const { scheduledAtMs } = operations;
  const rows = sortedBy(rowsOf(operations, stream), (row) => scheduledAtMs.at(row));
  const dueAtMs = columnOf(rows, scheduledAtMs);
  const range = (fromMs: number, toMs: number): [number, number] => {
    const from = lowerBound(dueAtMs, fromMs);
    return [from, Math.max(from, lowerBound(dueAtMs, toMs))];
  };
  const acknowledgedBefore = counter(rows, operations);
  return {
    stream,
    rows,
    dueAtMs,
    periodMs:
      rows.length < 2 ? 0 : ((dueAtMs.at(rows.length - 1) ?? 0) - (dueAtMs.at(0) ?? 0)) / (rows.length - 1),
    due: (fromMs, toMs) => {
      const [from, to] = range(fromMs, toMs);
      return to - from;
    },
    acknowledged: (fromMs, toMs) => {
      const [from, to] = range(fromMs, toMs);
      return acknowledgedBefore(to) - acknowledgedBefore(from);
    },
    acknowledgedFrom: (atMs) => acknowledgedFrom(operations, stream, atMs),
  };
}

function rowsOf({ length, stream }: OperationTable, name: Stream): Uint32Array {
  const index = streams.indexOf(name);
  let count = 0;
  for (let row = 0; row < length; row += 1) if (stream[row] === index) count += 1;
  const rows = new Uint32Array(count);
  let at = 0;
  for (let row = 0; row < length; row += 1) {
    if (stream[row] !== index) continue;
    rows[at] = row;
    at += 1;
  }
  return rows;
}

/** A column of the table in another order. */
export function columnOf(rows: Uint32Array, column: { at(row: number): number }): Column {
  return {
    length: rows.length,
    at: (index) => {
      const row = rows[index];
      return row === undefined ? undefined : column.at(row);
    },
  };
}

const rowsPerCount = 256;

/** How many of the first rows are acknowledged: a sum is kept for every 256, and the rest is counted. */
function counter(rows: Uint32Array, { outcome }: OperationTable): (index: number) => number {
  const sums = new Uint32Array(Math.floor(rows.length / rowsPerCount) + 1);
  const countIn = (from: number, to: number): number => {
    let count = 0;
    for (let at = from; at < to; at += 1) if (outcome[rows[at] ?? 0] === okIndex) count += 1;
    return count;
  };
  for (let at = 1; at < sums.length; at += 1)
    sums[at] = (sums[at - 1] ?? 0) + countIn((at - 1) * rowsPerCount, at * rowsPerCount);
  return (index) => {
    const block = Math.floor(index / rowsPerCount);
    return (sums[block] ?? 0) + countIn(block * rowsPerCount, index);
  };
}

function* acknowledgedFrom(
  { length, stream, outcome, endedAtMs }: OperationTable,
  name: Stream,
  atMs: number,
): Generator<number, void> {
  const index = streams.indexOf(name);
  for (let row = lowerBound(endedAtMs, atMs); row < length; row += 1)
    if (stream[row] === index && outcome[row] === okIndex) yield row;
}
