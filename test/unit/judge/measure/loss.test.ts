import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lossOf, rpoMeasurements } from '../../../../src/judge/measure/loss.ts';
import { withOperations, withRows } from '../../../support/change-record.ts';
import { finalOf, operationsOf, type Row, rowsOf, stateOf, writable } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

type Drill = ReturnType<typeof plantDrill>;
const drill = plantDrill();
const acknowledged = operationsOf(drill.operations).filter((one) => one.outcome === 'ok');
const everywhere = ['db1', 'db2', 'db3'];
const value = (record: Drill, name: string) =>
  rpoMeasurements(record).find((one) => one.name === name)?.value;

function without(record: Drill, nodes: readonly string[], gone: ReadonlySet<string>): Drill {
  const keep = ([writer, sequence]: Row): boolean => !gone.has(`${writer}-${sequence}`);
  return nodes.reduce((changed, node) => withRows(changed, node, (rows) => rows.filter(keep)), record);
}

/** Distinct indexes of acknowledged writes. */
const some = fc.uniqueArray(fc.nat({ max: acknowledged.length - 1 }), { maxLength: 40 });
const keys = (indexes: readonly number[]) =>
  new Set(indexes.map((index) => `${acknowledged[index]?.writer}-${acknowledged[index]?.sequence}`));
const oldestAck = (indexes: readonly number[]) =>
  Math.min(...indexes.map((index) => acknowledged[index]?.endedAtMs ?? Number.NaN));

test('nothing is lost when every row is there', () => {
  expect(lossOf(drill)).toEqual({
    acknowledged: acknowledged.length,
    lost: 0,
    stranded: 0,
    unknownPresent: 0,
    unknownChanged: 0,
    unknownAbsent: 0,
    oldestLostAckMs: null,
    examples: [],
  });
  expect(value(drill, 'rpo-rows')).toBe(0);
  expect(value(drill, 'rpo-seconds')).toBe(0);
});

test('a write acknowledged at time zero itself counts to it, and not to what came after', () => {
  const slow = plantDrill({ latencyMs: 5 });
  const own = operationsOf(slow.operations).filter((one) => one.outcome === 'ok');
  const atZero = own.find(({ endedAtMs }) => endedAtMs === 8000);
  const later = own.find(({ endedAtMs }) => endedAtMs > 12_000);
  if (!atZero || !later) throw new Error('expected a write acknowledged at 8000 ms, and one after 12 s');
  const gone = new Set([atZero, later].map(({ writer, sequence }) => `${writer}-${sequence}`));
  expect(value(without(slow, everywhere, gone), 'rpo-seconds')).toBe(0);
});

test('finds exactly the planted losses, lost and stranded, and the oldest of them', () => {
  fc.assert(
    fc.property(some, some, (lost, candidates) => {
      const stranded = candidates.filter((index) => !lost.includes(index));
      const record = without(without(drill, everywhere, keys(lost)), ['db2', 'db3'], keys(stranded));
      const loss = lossOf(record);
      expect(loss).toMatchObject({ lost: lost.length, stranded: stranded.length });
      expect(value(record, 'rpo-rows')).toBe(lost.length + stranded.length);
      const missing = [...lost, ...stranded];
      expect(loss?.oldestLostAckMs).toBe(missing.length === 0 ? null : oldestAck(missing));
      const [before, after] = [true, false].map((isBefore) =>
        missing
          .map((index) => acknowledged[index]?.endedAtMs ?? 0)
          .filter((ackMs) => ackMs <= 8000 === isBefore),
      );
      const spansMs = [
        8000 - Math.min(8000, ...(before ?? [])),
        Math.max(0, ...(after ?? [])) - Math.min(...(after ?? [])),
      ];
      expect(value(record, 'rpo-seconds')).toBe(Math.max(0, ...spansMs.filter(Number.isFinite)));
    }),
    { numRuns: 40 },
  );
});

test('rows that recovery was about to throw away are stranded, not lost', () => {
  const [victim] = acknowledged;
  const gone = keys([0]);
  const before = finalOf(1, [[victim?.writer ?? 0, victim?.sequence ?? 0, victim?.value ?? 0, 1]], {
    taken: 'before-reclone',
  });
  const record = without(drill, everywhere, gone);
  expect(lossOf({ ...record, finals: [...record.finals, before] })).toMatchObject({ lost: 0, stranded: 1 });
});

test('a row with another value is lost, and named so', () => {
  const change = (rows: Row[]): Row[] =>
    rows.map(([w, s, v, id], index) => [w, s, index === 0 ? v + 1 : v, id]);
  const loss = lossOf(withRows(drill, 'db2', change));
  expect(loss).toMatchObject({ lost: 1, stranded: 0 });
  expect(loss?.examples).toEqual([
    'writer 0 sequence 1 (service), acknowledged at 1.00 s: changed on the final primary',
  ]);
});

test('a stranded copy with another value is no copy', () => {
  const changed = withRows(drill, 'db1', (rows) => rows.map(([w, s, v, id]): Row => [w, s, v + 1, id]));
  expect(lossOf(without(changed, ['db2', 'db3'], keys([5])))).toMatchObject({ lost: 1, stranded: 0 });
});

test('writes of unknown outcome are no loss, present or not; those that failed are neither', () => {
  const record = withOperations(drill, (operations) =>
    operations.map((one) => {
      if (one.stream === 'application') return one;
      if (one.outcome === 'fail' && one.sequence % 2 === 0) return { ...one, outcome: 'info' as const };
      return one.sequence <= 3 ? { ...one, outcome: 'info' as const } : one;
    }),
  );
  expect(lossOf(record)).toMatchObject({ lost: 0, stranded: 0, unknownPresent: 3, unknownAbsent: 71 });
});

test('a row of an unanswered write with another value is not present', () => {
  fc.assert(
    fc.property(fc.nat({ max: acknowledged.length - 1 }), (index) => {
      const chosen = acknowledged[index];
      const isChosen = (writer = 0, sequence = 0) =>
        writer === chosen?.writer && sequence === chosen.sequence;
      const unanswered = withOperations(drill, (operations) =>
        operations.map((one) =>
          isChosen(one.writer, one.sequence) ? { ...one, outcome: 'info' as const } : one,
        ),
      );
      expect(lossOf(unanswered)).toMatchObject({ unknownPresent: 1, unknownChanged: 0, unknownAbsent: 0 });
      const changed = withRows(unanswered, 'db2', (rows) =>
        rows.map(([w, s, v, id]): Row => [w, s, isChosen(w, s) ? v + 1 : v, id]),
      );
      expect(lossOf(changed)).toMatchObject({
        lost: 0,
        unknownPresent: 0,
        unknownChanged: 1,
        unknownAbsent: 0,
      });
    }),
    { numRuns: 20 },
  );
});

test('without a fault that took effect, the age of what is missing is not measured', () => {
  const unproved = { ...drill, events: drill.events.filter(({ type }) => type !== 'fault-in-force') };
  const [rows, age] = rpoMeasurements(without(unproved, everywhere, keys([5])));
  expect(rows).toMatchObject({ value: 1 });
  expect(age).toMatchObject({
    value: null,
    how: 'not measured: writes are missing, but no fault has a time zero',
  });
});

test('the order in which rows come does not matter', () => {
  const lossy = without(drill, everywhere, keys([1, 2, 3]));
  const turned = {
    ...lossy,
    finals: lossy.finals
      .map((final) => ({ ...final, rows: finalOf(1, rowsOf(final).toReversed()).rows }))
      .toReversed(),
  };
  expect(lossOf(turned)).toEqual(lossOf(lossy));
});

test('not measured without one final primary, or without an acknowledged write', () => {
  const roles = (...writableNodes: string[]): Drill => ({
    ...drill,
    finals: drill.finals.map((final) => ({
      ...final,
      state: stateOf(final.state.serverId, writableNodes.includes(final.node) ? writable : {}),
    })),
  });
  expect(lossOf(roles())).toBeNull();
  expect(rpoMeasurements(roles())).toMatchObject([
    { value: null, how: 'not measured: no node accepted writes at the end' },
    { value: null },
  ]);
  expect(rpoMeasurements(roles('db1', 'db3'))).toMatchObject([
    { value: null, how: 'not measured: several nodes accepted writes at the end: db1, db3' },
    { value: null },
  ]);
  expect(rpoMeasurements({ ...drill, finals: [] })[0]?.how).toBe('not measured: no final state was recorded');
  const silent = withOperations(drill, (operations) => operations.filter((one) => one.outcome !== 'ok'));
  const how = 'not measured: no write was acknowledged';
  expect(rpoMeasurements(silent)).toMatchObject([
    { value: null, how },
    { value: null, how },
  ]);
});
