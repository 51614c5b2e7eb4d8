import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Operation } from '../../../../src/history/record.ts';
import { attemptsOf } from '../../../../src/judge/measure/attempts.ts';
import { latencyGroups } from '../../../../src/judge/measure/latency-groups.ts';
import { streamWrites } from '../../../../src/judge/measure/stream-writes.ts';
import { emptyRecord, operationsOf, tableOf } from '../../../support/parts.ts';

const ms = fc.integer({ min: 0, max: 3000 }).map((tenths) => tenths / 10);
const operation = fc.record({
  stream: fc.constantFrom('service' as const, 'application' as const),
  scheduledAtMs: ms,
  lateMs: ms,
  tookMs: ms,
  outcome: fc.constantFrom('ok' as const, 'fail' as const, 'info' as const),
  error: fc.constantFrom('refused', '9 probes in flight'),
});

/** Long enough for the counts that are kept of every 256 rows. */
const operations = fc.array(operation, { minLength: 0, maxLength: 900, size: 'max' }).map((some) =>
  some.map(
    ({ stream, scheduledAtMs, lateMs, tookMs, outcome, error }, index): Operation => ({
      stream,
      writer: 1,
      sequence: index + 1,
      value: index,
      scheduledAtMs,
      startedAtMs: scheduledAtMs + lateMs,
      endedAtMs: scheduledAtMs + lateMs + tookMs,
      outcome,
      error: outcome === 'ok' ? null : error,
    }),
  ),
);

test('tells of a stream what a list of all its writes tells', () => {
  fc.assert(
    fc.property(
      operations,
      fc.constantFrom('service' as const, 'application' as const),
      ms,
      ms,
      (all, of, fromMs, toMs) => {
        const record = emptyRecord({ operations: tableOf(all) });
        const inTable = operationsOf(record.operations);
        const own = inTable.filter(({ stream }) => stream === of);
        const byDue = own.toSorted((a, b) => a.scheduledAtMs - b.scheduledAtMs);
        const due = own.filter(({ scheduledAtMs }) => scheduledAtMs >= fromMs && scheduledAtMs < toMs);
        const writes = streamWrites(record)[of];
        expect(Array.from({ length: writes.rows.length }, (_, at) => inTable[writes.rows.at(at)])).toEqual(
          byDue,
        );
        expect(writes.due(fromMs, toMs)).toBe(due.length);
        expect(writes.acknowledged(fromMs, toMs)).toBe(due.filter(({ outcome }) => outcome === 'ok').length);
        expect(Array.from(writes.acknowledgedFrom(fromMs), (row) => inTable[row])).toEqual(
          own.filter(({ outcome, endedAtMs }) => outcome === 'ok' && endedAtMs >= fromMs),
        );
        const attempts = attemptsOf(record)[of];
        expect(byDue.map((_, at) => [attempts.dueAtMs.at(at), attempts.endedAtMs.at(at)])).toEqual(
          byDue.map(({ scheduledAtMs, endedAtMs }) => [scheduledAtMs, endedAtMs]),
        );
        expect(byDue.map((_, at) => attempts.acknowledged(at))).toEqual(
          byDue.map(({ outcome }) => outcome === 'ok'),
        );
        expect(byDue.map((_, at) => attempts.tried(at))).toEqual(
          byDue.map(({ error }) => error !== '9 probes in flight'),
        );
        expect(attempts.dueAtMs.at(byDue.length)).toBeUndefined();
      },
    ),
    { numRuns: 50 },
  );
});

test('latencies fall into groups by when their writes were due', () => {
  fc.assert(
    fc.property(operations, fc.integer({ min: 0, max: 6 }), ms, (all, count, fromMs) => {
      const record = emptyRecord({ operations: tableOf(all) });
      const groupOf = (dueMs: number): number => Math.floor((dueMs - fromMs) / 50);
      const groups = [...latencyGroups(record, 'service', count, groupOf)].map((group) => [...group]);
      const own = operationsOf(record.operations).filter(({ stream }) => stream === 'service');
      const expected = Array.from({ length: count }, (_, group) =>
        own
          .filter(({ scheduledAtMs }) => groupOf(scheduledAtMs) === group)
          .map(({ outcome, endedAtMs, scheduledAtMs }) =>
            outcome === 'ok' ? endedAtMs - scheduledAtMs : Number.POSITIVE_INFINITY,
          )
          .sort((a, b) => (a === b ? 0 : a - b)),
      );
      expect(groups).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});
