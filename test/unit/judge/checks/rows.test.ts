import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noAcknowledgedWriteLost } from '../../../../src/judge/checks/no-acknowledged-write-lost.ts';
import { noErrantTransactions } from '../../../../src/judge/checks/no-errant-transactions.ts';
import { noFailedWritePresent } from '../../../../src/judge/checks/no-failed-write-present.ts';
import { nodesEqualPrimary } from '../../../../src/judge/checks/nodes-equal-primary.ts';
import { withOperations, withRows } from '../../../support/change-record.ts';
import {
  emptyRecord,
  eventOf,
  finalOf,
  operationsOf,
  type Row,
  rowsOf,
  stateOf,
  uuidOf,
  writable,
} from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

type Drill = ReturnType<typeof plantDrill>;
const drill = plantDrill();
const rowCount = drill.finals[0]?.rows.length ?? 0;
const rowChecks = [noAcknowledgedWriteLost, noFailedWritePresent, nodesEqualPrimary, noErrantTransactions];

function withGtid(record: Drill, node: string, executed: string): Drill {
  const finals = record.finals.map((final) =>
    final.node === node ? { ...final, state: { ...final.state, executed } } : final,
  );
  return { ...record, finals };
}

test.each(rowChecks)('$name: passes where all went as planned', (check) => {
  expect(check.judge(drill)).toMatchObject({ verdict: 'pass', evidence: [] });
});

test.each(rowChecks)('$name: no data never passes', (check) => {
  expect(check.judge(emptyRecord()).verdict).toBe('inconclusive');
  expect(check.judge({ ...drill, finals: [] }).verdict).toBe('inconclusive');
});

test.each([noAcknowledgedWriteLost, nodesEqualPrimary, noErrantTransactions])(
  '$name: inconclusive without one final primary',
  (check) => {
    const finals = drill.finals.map((final) => ({ ...final, state: stateOf(final.state.serverId) }));
    expect(check.judge({ ...drill, finals })).toEqual({
      verdict: 'inconclusive',
      summary: 'nothing to compare with: no node accepted writes at the end',
      evidence: [],
    });
  },
);

test.each([noFailedWritePresent, nodesEqualPrimary, noErrantTransactions])(
  '$name: inconclusive when a node has no final state, but a difference seen elsewhere fails',
  (check) => {
    const twoNodes = { ...drill, finals: drill.finals.slice(0, 2) };
    expect(check.judge(twoNodes)).toMatchObject({
      verdict: 'inconclusive',
      summary: 'no final state of db3',
    });
    const [failed] = operationsOf(drill.operations).filter((one) => one.outcome === 'fail');
    const different = withGtid(
      withRows(twoNodes, 'db1', (rows) => [
        ...rows.slice(1),
        [failed?.writer ?? 0, failed?.sequence ?? 0, 7, 1],
      ]),
      'db1',
      `${uuidOf(1)}:1-${rowCount + 1}`,
    );
    expect(check.judge(different).verdict).toBe('fail');
  },
);

test.each(rowChecks)('$name: final states that are not of the end never pass', (check) => {
  const later = eventOf(60_001, 'promoted', { source: 'manager', node: 'db3' });
  const [first, ...others] = drill.finals;
  if (!first) throw new Error('the planted drill has final states');
  const early = { ...drill, finals: [{ ...first, takenAtMs: 19_999 }, ...others] };
  for (const record of [{ ...drill, events: [...drill.events, later] }, early])
    expect(check.judge(record).verdict).toBe('inconclusive');
});

test.each([noAcknowledgedWriteLost, noFailedWritePresent])(
  '$name: a history that is cut short never passes',
  (check) => {
    const cut = { ...drill, damage: ['history.ndjson.gz was cut short: it lacks its end mark'] };
    expect(check.judge(cut).verdict).toBe('inconclusive');
    const lossy = withRows(cut, 'db2', (rows) => rows.slice(1));
    expect(noAcknowledgedWriteLost.judge(lossy).verdict).toBe('fail');
  },
);

test('no-acknowledged-write-lost: one row of thousands is enough', () => {
  fc.assert(
    fc.property(fc.nat({ max: rowCount - 1 }), (index) => {
      const record = withRows(drill, 'db2', (rows) => rows.toSpliced(index, 1));
      const [writer, sequence] = rowsOf(drill.finals[1] ?? finalOf(2, []))[index] ?? [];
      const found = noAcknowledgedWriteLost.judge(record);
      expect(found.verdict).toBe('fail');
      expect(found.summary).toMatch(
        new RegExp(
          `^1 of 5,160 acknowledged writes is missing on the final primary: 0 lost, 1 stranded on another node, first writer ${writer} sequence ${sequence} `,
        ),
      );
      expect(found.evidence).toEqual([
        expect.stringMatching(
          new RegExp(`^writer ${writer} sequence ${sequence} .*: stranded on another node$`),
        ),
      ]);
    }),
    { numRuns: 40 },
  );
});

test('no-acknowledged-write-lost: evidence is capped, and says how much was left out', () => {
  const { evidence } = noAcknowledgedWriteLost.judge(withRows(drill, 'db2', (rows) => rows.slice(25)));
  expect(evidence).toHaveLength(21);
  expect(evidence.at(-1)).toBe('5 more');
});

test('no-failed-write-present: a failed write on any node fails, with key, error and node', () => {
  const failed = operationsOf(drill.operations).filter((one) => one.outcome === 'fail');
  const [first] = failed;
  const planted: Row = [first?.writer ?? 0, first?.sequence ?? 0, 7, 1];
  expect(noFailedWritePresent.judge(withRows(drill, 'db3', (rows) => [...rows, planted]))).toEqual({
    verdict: 'fail',
    summary: `1 of 542 failed writes present: writer ${planted[0]} sequence ${planted[1]} failed with "connect: ECONNREFUSED" and is on db3 (final)`,
    evidence: [
      `writer ${planted[0]} sequence ${planted[1]} failed with "connect: ECONNREFUSED" and is on db3 (final)`,
    ],
  });
  const thrownAway = finalOf(1, [planted], { taken: 'before-reclone' });
  expect(noFailedWritePresent.judge({ ...drill, finals: [...drill.finals, thrownAway] })).toMatchObject({
    verdict: 'fail',
    evidence: [expect.stringContaining('is on db1 (before-reclone)')],
  });
});

test('no-failed-write-present: a write of unknown outcome may be present', () => {
  const unknown = withOperations(drill, (operations) =>
    operations.map((one) => (one.outcome === 'ok' ? { ...one, outcome: 'info' as const } : one)),
  );
  expect(noFailedWritePresent.judge(unknown)).toMatchObject({
    verdict: 'pass',
    summary: 'none of 542 failed writes is present',
  });
});

test('nodes-equal-primary: finds every difference and names its key', () => {
  const changed = withRows(drill, 'db1', (rows) => [
    ...rows.slice(1).map(([w, s, v, id]): Row => {
      if (w === 0 && s === 5) return [w, s, v + 1, id];
      return w === 0 && s === 6 ? [w, s, v, id + 1] : [w, s, v, id];
    }),
    [9, 1, 3, 1],
  ]);
  const value = (sequence: number) =>
    rowsOf(drill.finals[1] ?? finalOf(2, [])).find(([w, s]) => w === 0 && s === sequence)?.[2] ?? 0;
  expect(nodesEqualPrimary.judge(changed)).toEqual({
    verdict: 'fail',
    summary:
      'db1: diverged (the same transactions, other rows): 1 missing, 1 extra, 2 different (first: writer 0 sequence 1)',
    evidence: [
      'writer 0 sequence 1: missing on db1',
      `writer 0 sequence 5: value ${value(5)} by server 1 on db2 (as written), value ${value(5) + 1} by server 1 on db1`,
      `writer 0 sequence 6: value ${value(6)} by server 1 on db2 (as written), value ${value(6)} by server 2 on db1 (as written)`,
      'writer 9 sequence 1: on db1, not on db2',
    ],
  });
});

test('nodes-equal-primary: counts exactly, whatever is missing and extra', () => {
  const key = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 6 }));
  const rows = fc
    .uniqueArray(key, { minLength: 1, selector: ([w, s]) => `${w}-${s}` })
    .map((keys) => keys.map(([w, s]): Row => [w, s, 1, 1]));
  fc.assert(
    fc.property(rows, rows, (onPrimary, onReplica) => {
      const keysOf = (some: readonly Row[]) => new Set(some.map(([w, s]) => `${w}-${s}`));
      const missing = keysOf(onPrimary).difference(keysOf(onReplica)).size;
      const extra = keysOf(onReplica).difference(keysOf(onPrimary)).size;
      const finals = [
        finalOf(1, onPrimary, { state: stateOf(1, writable) }),
        finalOf(2, onReplica),
        finalOf(3, onPrimary),
      ];
      const found = nodesEqualPrimary.judge(emptyRecord({ finals }));
      const kinds = [missing > 0 ? `${missing} missing` : [], extra > 0 ? `${extra} extra` : []].flat();
      expect(found.verdict).toBe(kinds.length === 0 ? 'pass' : 'fail');
      if (kinds.length > 0) expect(found.summary).toContain(`: ${kinds.join(', ')} (`);
    }),
  );
});

test('no-errant-transactions: one transaction is enough', () => {
  const errant = withGtid(drill, 'db3', `${uuidOf(1)}:1-${rowCount},${uuidOf(3)}:1`);
  expect(noErrantTransactions.judge(errant)).toEqual({
    verdict: 'fail',
    summary: '1 node has errant transactions',
    evidence: [`db3: 1 transaction that db2 lacks: ${uuidOf(3)}:1`],
  });
  const behind = withGtid(drill, 'db3', `${uuidOf(1)}:1-${rowCount - 1}`);
  expect(noErrantTransactions.judge(behind).verdict).toBe('pass');
});

test('no-errant-transactions: those that recovery threw away are told, but do not fail', () => {
  const executed = `${uuidOf(1)}:1-${rowCount + 2}`;
  const thrownAway = finalOf(1, [], { taken: 'before-reclone', state: stateOf(1, { executed }) });
  expect(noErrantTransactions.judge({ ...drill, finals: [...drill.finals, thrownAway] })).toMatchObject({
    verdict: 'pass',
    evidence: [`db1 had, before it was copied anew: ${uuidOf(1)}:${rowCount + 1}-${rowCount + 2}`],
  });
});
