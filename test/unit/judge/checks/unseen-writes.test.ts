import { expect, test } from 'vitest';
import type { Observation } from '../../../../src/engine/observation.ts';
import type { Operation } from '../../../../src/history/record.ts';
import { unseenWrites } from '../../../../src/judge/checks/unseen-writes.ts';
import {
  emptyRecord,
  finalOf,
  sampleOf,
  semisyncOf,
  stateOf,
  tableOf,
  writable,
} from '../../../support/parts.ts';

type Counts = Parameters<typeof semisyncOf>[0] | null;
const none = { semisync: null };

const write = (startedAtMs: number, endedAtMs: number, outcome: Operation['outcome'] = 'ok'): Operation => ({
  stream: 'service',
  writer: 0,
  sequence: startedAtMs,
  value: 1,
  scheduledAtMs: startedAtMs,
  startedAtMs,
  endedAtMs,
  outcome,
  error: null,
});

/** What is unseen of writes by `db1`, which was sampled at 1 s and at 8 s; `rows` is how many of them are there. */
function unseen(
  operations: readonly Operation[],
  samples = [sampleOf(1, 999, 1000, none), sampleOf(1, 8000, 8001, none)],
  rows = operations.length,
): string[] {
  const there = operations.slice(0, rows).map((one) => [one.writer, one.sequence, one.value, 1] as const);
  const finals = [finalOf(1, there, { state: stateOf(1, writable) })];
  return unseenWrites(emptyRecord({ operations: tableOf(operations), samples, finals }));
}

test('a write is unseen from just after 2 s past the last answer until just before the next question', () => {
  const line = ['db1 was not sampled from 1.00 s to 8.00 s, and acknowledged 1 write in that time'];
  expect(unseen([write(3001, 7999)])).toEqual(line);
  expect(unseen([write(3000, 7999)])).toEqual([]);
  expect(unseen([write(3001, 8000)])).toEqual([]);
  expect(unseen([write(3000, 3002), write(3001, 7999), write(7990, 8000)])).toEqual(line);
});

test('before the first sample and after the last one the span is open', () => {
  const [first, last] = [write(5997, 5999), write(10_002, 10_003)];
  expect(unseen([first, last], [sampleOf(1, 8000, 8001, none)])).toEqual([
    'db1 was not sampled to 6.00 s, and acknowledged 1 write in that time',
    'db1 was not sampled from 8.00 s, and acknowledged 1 write in that time',
  ]);
  expect(unseen([write(5997, 6000), write(10_001, 10_003)], [sampleOf(1, 8000, 8001, none)])).toEqual([]);
  expect(unseen([first, last], [])).toEqual(['db1 was not sampled, and acknowledged 2 writes in that time']);
});

test('a question without an answer sees nothing', () => {
  const silent = sampleOf(1, 4000, 4001, null);
  const samples = [sampleOf(1, 999, 1000, none), silent, sampleOf(1, 8000, 8001, none)];
  expect(unseen([write(3500, 4500)], samples)).toHaveLength(1);
});

test('only acknowledged writes count, and only those whose server is known', () => {
  expect(unseen([write(4000, 4001, 'info'), write(4002, 4003, 'fail')])).toEqual([]);
  expect(unseen([write(4000, 4001)], undefined, 0)).toEqual([]);
});

test.each<[string, Counts, Counts, number]>([
  ['went on', { acknowledged: 100 }, { acknowledged: 130 }, 0],
  ['stood still', { acknowledged: 1, unacknowledged: 3 }, { acknowledged: 1, unacknowledged: 3 }, 0],
  ['fell, as after a restart', { acknowledged: 100 }, { acknowledged: 99 }, 1],
  ['began at none: a restart would not show', { acknowledged: 0 }, { acknowledged: 30 }, 1],
  [
    'rose, while the other fell',
    { acknowledged: 1, unacknowledged: 2 },
    { acknowledged: 9, unacknowledged: 1 },
    1,
  ],
  ['fell to none, both', { acknowledged: 5, unacknowledged: 5 }, { acknowledged: 0, unacknowledged: 0 }, 1],
  ['are not told before', null, { acknowledged: 1 }, 1],
  ['are not told after', { acknowledged: 1 }, null, 1],
])('counters of semisync over the span that %s', (_, before, after, lines) => {
  const told = (counts: Counts): Partial<Observation> => ({ semisync: counts && semisyncOf(counts) });
  const samples = [sampleOf(1, 999, 1000, told(before)), sampleOf(1, 8000, 8001, told(after))];
  expect(unseen([write(4000, 4001)], samples)).toHaveLength(lines);
});
