import { type Column, PackedColumn } from '../../history/packed-column.ts';
import type { DrillRecord, OperationTable } from '../../history/record.ts';
import { outcomes, type Stream, streams } from '../../history/schema.ts';
import { sortedBy } from '../../history/sorted-by.ts';
import { oncePerRecord } from './once-per-record.ts';
import { lowerBound } from './sorted.ts';

export const okIndex = outcomes.indexOf('ok');

/** Rows of the operation table, in an order. */
export type Rows = Pick<PackedColumn, 'length' | 'at'>;

/** The writes of one stream. All times in ms. */
export type StreamWrites = {
  readonly stream: Stream;
  /** Rows of the operation table, in the order in which they were due: their scheduled arrivals. */
  readonly rows: Rows;
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
  const rows = rowsByDue(operations, stream);
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

/** So many rows at least wait for those that were due before them. */
const rowsWaiting = 4096;

/**
 * The rows of a stream in the order in which they were due; those due at the same time in that of the table. The table has them
 * in the order in which they ended: none that comes later was due before what the slowest leaves open, so that few must wait.
 */
function rowsByDue(operations: OperationTable, stream: Stream): Rows {
  const { length, scheduledAtMs, endedAtMs } = operations;
  const index = streams.indexOf(stream);
  const slowestMs = slowestOf(operations, index);
  const sorted = new PackedColumn();
  let waiting = new Uint32Array(2 * rowsWaiting);
  let count = 0;
  const take = (beforeMs: number): void => {
    const rows = sortedBy(waiting.subarray(0, count), (row) => scheduledAtMs.at(row));
    let taken = 0;
    for (; taken < count && scheduledAtMs.at(rows[taken] ?? 0) < beforeMs; taken += 1)
      sorted.set(sorted.length, rows[taken] ?? 0);
    waiting.copyWithin(0, taken, count);
    count -= taken;
    if (2 * count > waiting.length) waiting = widened(waiting);
  };
  for (let row = 0; row < length; row += 1) {
    if (operations.stream[row] !== index) continue;
    if (count === waiting.length) take(endedAtMs.at(row) - slowestMs);
    waiting[count] = row;
    count += 1;
  }
  take(Number.POSITIVE_INFINITY);
  return sorted;
}

/** The longest time from when an operation of a stream was due to its end, and a little more: differences are rounded. */
function slowestOf({ length, stream, scheduledAtMs, endedAtMs }: OperationTable, index: number): number {
  let slowestMs = 0;
  for (let row = 0; row < length; row += 1)
    if (stream[row] === index) slowestMs = Math.max(slowestMs, endedAtMs.at(row) - scheduledAtMs.at(row));
  return slowestMs + 1;
}

function widened(rows: Uint32Array): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(2 * rows.length);
  wider.set(rows);
  return wider;
}

/** A column of the table in another order. */
export function columnOf(rows: Rows, column: { at(row: number): number }): Column {
  const { length } = rows;
  return {
    length,
    at: (index) => (index >= 0 && index < length ? column.at(rows.at(index)) : undefined),
  };
}

const rowsPerCount = 256;

/** How many of the first rows are acknowledged: a sum is kept for every 256, and the rest is counted. */
function counter(rows: Rows, { outcome }: OperationTable): (index: number) => number {
  const sums = new Uint32Array(Math.floor(rows.length / rowsPerCount) + 1);
  const countIn = (from: number, to: number): number => {
    let count = 0;
    for (let at = from; at < to; at += 1) if (outcome[rows.at(at)] === okIndex) count += 1;
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
