/** Issue 11, E: rows that are not as clients wrote them, in whatever way that is hidden. */
import { describe, expect, test } from 'vitest';
import type { DrillRecord, FinalTable } from '../../../../src/history/record.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import { judged, measured, withEvents, withFittingRows, withScenario } from '../../../support/adversary.ts';
import { withRows } from '../../../support/change-record.ts';
import { eventOf, finalOf, operationsOf, type Row, rowsOf, stateOf, uuidOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const drill = plantDrill();
const nodes = ['db1', 'db2', 'db3'];
const everywhere = (record: DrillRecord, change: (rows: Row[]) => readonly Row[]) =>
  nodes.reduce((changed, node) => withRows(changed, node, change), record);
const verdictOf = (record: DrillRecord, name: string) =>
  judge(record).checks.find((check) => check.name === name)?.verdict;
/** The first write that nobody acknowledged. */
const unanswered = operationsOf(drill.operations).find(({ outcome }) => outcome !== 'ok');
if (!unanswered) throw new Error('the planted drill has an outage');
const asUnknown = withFittingRows(
  drill,
  operationsOf(drill.operations).map((one) =>
    one.writer === unanswered.writer && one.sequence === unanswered.sequence
      ? { ...one, outcome: 'info' as const, error: 'ETIMEDOUT' }
      : one,
  ),
);
const rowOf = (value: number, serverId = 2): Row => [unanswered.writer, unanswered.sequence, value, serverId];

describe('a row of a write that nobody knows the end of', () => {
  test('may be there as it was written, or not', () => {
    expect(judged(asUnknown).verdict).toBe('pass');
    expect(judged(everywhere(asUnknown, (rows) => [...rows, rowOf(unanswered.value)])).verdict).toBe('pass');
  });

  test.each([unanswered.value + 1, unanswered.value - 1, 0, 0xffff_ffff])(
    'with the value %d is nobody’s',
    (value) => {
      const changed = everywhere(asUnknown, (rows) => [...rows, rowOf(value)]);
      expect(verdictOf(changed, 'no-unwritten-rows')).toBe('fail');
      expect(judge(changed).loss).toMatchObject({ unknownChanged: 1, unknownPresent: 0, lost: 0 });
    },
  );

  test('is told where it differs between nodes only', () => {
    const differs = withRows(asUnknown, 'db3', (rows) => [...rows, rowOf(unanswered.value)]);
    expect(verdictOf(differs, 'nodes-equal-primary')).toBe('fail');
  });
});

describe('rows alike on all nodes', () => {
  test.each<[string, (rows: Row[]) => readonly Row[], string]>([
    ['behind the last of its writer', (rows) => [...rows, [1, 9999, 1, 2]], 'no-unwritten-rows'],
    ['of sequence 0', (rows) => [...rows, [1, 0, 1, 2]], 'no-unwritten-rows'],
    ['of a writer that is none', (rows) => [...rows, [77, 1, 1, 2]], 'no-unwritten-rows'],
    [
      'of a server that is none',
      (rows) => rows.map(([w, s, v], at): Row => [w, s, v, at === 7 ? 9 : 2]),
      'no-unwritten-rows',
    ],
    [
      'whose values two writes exchanged',
      (rows) => rows.map((row, at): Row => (at < 2 ? [row[0], row[1], rows[1 - at]?.[2] ?? 0, row[3]] : row)),
      'no-acknowledged-write-lost',
    ],
    [
      'of a write that surely failed',
      (rows) => [...rows, rowOf(unanswered.value)],
      'no-failed-write-present',
    ],
    ['of which the newest is missing', (rows) => rows.slice(0, -1), 'no-acknowledged-write-lost'],
    ['of which all are missing', () => [], 'no-acknowledged-write-lost'],
  ])('%s: fails', (_, change, check) => {
    const record = everywhere(drill, change);
    expect(verdictOf(record, check)).toBe('fail');
    expect(judged(record).verdict).toBe('fail');
  });
});

describe('tables besides the ledger', () => {
  const modulo = 16;
  const counters = (rows: readonly Row[]): number[][] =>
    Array.from({ length: modulo }, (_, key) => [key, rows.filter((row) => row[2] % modulo === key).length]);
  const withCounters = (change: (node: string, rows: number[][]) => FinalTable['rows']): DrillRecord => ({
    ...withScenario(drill, {
      workload: { kind: 'hot-rows' },
      checks: ['counters-match-rows', 'nodes-equal-primary'],
    }),
    finals: drill.finals.map((final) => ({
      ...final,
      tables: [
        {
          name: 'ledger.counters',
          columns: ['id', 'hits'],
          countsByValueModulo: modulo,
          rows: change(final.node, counters(rowsOf(final))),
        },
      ],
    })),
  });

  test('as they should be, pass', () => expect(judged(withCounters((_, rows) => rows)).verdict).toBe('pass'));

  test.each<[string, (node: string, rows: number[][]) => FinalTable['rows']]>([
    ['missing on all nodes', () => null],
    ['empty on all nodes', () => []],
    ['a negative counter', (_, rows) => rows.with(0, [0, -1])],
    ['a counter too many', (_, rows) => [...rows, [99, 0]]],
    [
      'one raised once too often on all nodes',
      (_, rows) => rows.map(([id = 0, hits = 0]) => [id, id === 3 ? hits + 1 : hits]),
    ],
    [
      'two that exchanged a hit',
      (_, rows) => rows.map(([id = 0, hits = 0]) => [id, id === 3 ? hits + 1 : id === 4 ? hits - 1 : hits]),
    ],
  ])('%s: fails', (_, change) => expect(judged(withCounters(change)).verdict).toBe('fail'));

  test('none were read on one node: inconclusive', () => {
    const record = withCounters((_, rows) => rows);
    const finals = record.finals.map((final) => (final.node === 'db3' ? { ...final, tables: [] } : final));
    expect(judged({ ...record, finals }).verdict).not.toBe('pass');
  });
});

describe('finals that are not of the end', () => {
  test('read before the last write ended, or before something changed', () => {
    const early = { ...drill, finals: drill.finals.map((final) => ({ ...final, takenAtMs: 19_000 })) };
    expect(judged(early).verdict).toBe('inconclusive');
    const promoted = withEvents(drill, eventOf(59_000, 'promoted', { source: 'manager', node: 'db3' }));
    expect(judged(promoted)).toMatchObject({ verdict: 'inconclusive' });
  });

  test('of no node that leads, or of two', () => {
    const led = (by: readonly string[]) => ({
      ...drill,
      finals: drill.finals.map((final) => ({
        ...final,
        state: { ...final.state, acceptsWrites: by.includes(final.node) },
      })),
    });
    expect(judged(led([])).verdict).toBe('inconclusive');
    expect(judged(led(['db1', 'db2'])).verdict).toBe('fail');
  });

  test('an errant transaction that left no row, on a node with the same rows', () => {
    const finals = drill.finals.map((final) =>
      final.node === 'db3'
        ? { ...final, state: { ...final.state, executed: `${final.state.executed},${uuidOf(3)}:1` } }
        : final,
    );
    expect(verdictOf({ ...drill, finals }, 'no-errant-transactions')).toBe('fail');
    expect(verdictOf({ ...drill, finals }, 'nodes-equal-primary')).toBe('pass');
  });
});

describe('what was lost, in time', () => {
  const objectives = { 'rto-service': '<= 5s', 'rpo-seconds': '<= 100ms' } as const;
  const checks = ['single-writable-primary'] as const;
  const lossy = withScenario(drill, { objectives, checks: [...checks] });
  const losing = (record: DrillRecord, fromMs: number, toMs: number) => {
    const gone = new Set(
      operationsOf(record.operations)
        .filter(({ endedAtMs }) => endedAtMs >= fromMs && endedAtMs < toMs)
        .map(({ writer, sequence }) => `${writer}-${sequence}`),
    );
    return everywhere(record, (rows) =>
      rows.filter(([writer, sequence]) => !gone.has(`${writer}-${sequence}`)),
    );
  };

  test('nothing: exactly 0, and within any target', () => {
    expect(judged(lossy).verdict).toBe('pass');
    expect(
      judged(withScenario(drill, { objectives: { ...objectives, 'rpo-seconds': '<= 0' } })).verdict,
    ).toBe('pass');
  });

  test('what was acknowledged after the last time zero is lost all the same', () => {
    const record = losing(lossy, 12_000, 14_000);
    expect(measured(record, 'rpo-seconds').value).toBeGreaterThan(1900);
    expect(judged(record).verdict).toBe('fail');
  });

  test('what a later fault lost counts from that one', () => {
    const data = { step: 1, fault: 'kill', targets: ['db2'] };
    const method = [0, 1].map(() => ({ fault: 'kill' as const, target: 'primary' as const }));
    const twice = withEvents(
      withScenario(lossy, { method, objectives, checks: [...checks] }),
      eventOf(13_990, 'fault-injecting', { data }),
      eventOf(14_010, 'fault-in-force', { data: { ...data, effectAtMs: 14_000 } }),
    );
    expect(measured(losing(twice, 13_000, 14_000), 'rpo-seconds').value).toBeCloseTo(998, 0);
    expect(judged(losing(twice, 13_000, 14_000)).verdict).toBe('fail');
  });

  test('rows of a node that was thrown away are stranded, not kept', () => {
    const victims = rowsOf(drill.finals[0] ?? finalOf(1, [])).slice(0, 3);
    const kept = finalOf(1, victims, { taken: 'before-reclone', takenAtMs: 15_000, state: stateOf(1) });
    const record = everywhere(drill, (rows) => rows.slice(3));
    expect(judge({ ...record, finals: [...record.finals, kept] }).loss).toMatchObject({
      lost: 0,
      stranded: 3,
    });
    expect(judged({ ...record, finals: [...record.finals, kept] }).verdict).toBe('fail');
  });

  test('a second disaster that nobody restored from is not restored', () => {
    const restoring = withScenario(drill, {
      backup: {},
      recovery: { restore: {} },
      method: [0, 1].map(() => ({ fault: 'drop-table' as const, target: 'primary' as const })),
      objectives: { 'time-to-restore': '<= 60s' },
    });
    const data = { step: 1, fault: 'drop-table', targets: ['db1'] };
    const record = withEvents(
      {
        ...restoring,
        events: restoring.events.map((event) =>
          event.data?.fault === 'kill' ? { ...event, data: { ...event.data, fault: 'drop-table' } } : event,
        ),
      },
      eventOf(10_000, 'data-restored'),
      eventOf(11_990, 'fault-injecting', { data }),
      eventOf(12_010, 'fault-in-force', { data: { ...data, effectAtMs: 12_000 } }),
    );
    expect(measured(record, 'time-to-restore')).toMatchObject({ atLeast: true });
    expect(judged(record).verdict).not.toBe('pass');
  });
});
