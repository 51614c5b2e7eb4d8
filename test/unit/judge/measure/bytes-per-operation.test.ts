import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PackedColumn } from '../../../../src/history/packed-column.ts';
import { readRecord } from '../../../../src/history/reader.ts';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { WrittenValues } from '../../../../src/history/written-values.ts';
import { placementOf } from '../../../../src/judge/measure/placement.ts';
import { streamWrites } from '../../../../src/judge/measure/stream-writes.ts';
import { writeLongRecord } from '../../../support/long-record.ts';

/** What all of a record's operations, and what is worked out of each of them, take while it is judged. */
function bytesOf(record: DrillRecord): number {
  const { stream, writer, sequence, value, outcome, error, ...times } = record.operations;
  const { service, application } = streamWrites(record);
  const packed = [
    times.scheduledAtMs,
    times.startedAtMs,
    times.endedAtMs,
    service.rows,
    application.rows,
    ...Object.values(placementOf(record)),
  ];
  const narrow = [stream, writer, sequence, outcome, error].reduce(
    (sum, { byteLength }) => sum + byteLength,
    0,
  );
  const values = value instanceof WrittenValues ? 4 * value.length : Number.POSITIVE_INFINITY;
  return packed.reduce((sum, column) => sum + (column as PackedColumn).usedBytes, narrow + values);
}

test('a minute at 1000 writes/s takes 20 bytes an operation to be judged, on however many nodes it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-bytes-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const operations = await writeLongRecord(join(folder, 'record'), { seconds: 60, flawed: false });
  const record = await readRecord(join(folder, 'record'));
  expect(record.damage).toEqual([]);
  expect(record.operations.length).toBe(operations);
  // 38 before: nine columns of one to eight bytes, four for the order, two for the places, and four for a row of all nodes.
  expect(bytesOf(record) / operations).toBeLessThan(20);
  expect(streamWrites(record).application.rows).toBeInstanceOf(PackedColumn);
  // What final states hold as it was written is not held once more.
  const [first] = record.finals;
  const held = (one: DrillRecord['finals'][number] | undefined): boolean =>
    (one?.rows.length ?? 0) > operations * 0.9;
  expect(record.finals.length === 3 && record.finals.every(held)).toBe(true);
  // Sequences and servers of a chunk in which some are left out take four bytes each. Values would take four more.
  expect(first?.rows.ownBytes).toBeLessThan(8.5 * operations);
});
