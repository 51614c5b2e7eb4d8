import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Observation } from '../../../../src/engine/observation.ts';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { nodesEqualPrimary } from '../../../../src/judge/checks/nodes-equal-primary.ts';
import { withRows } from '../../../support/change-record.ts';
import { type Row, uuidOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const drill = plantDrill({ loadToMs: 12_000 });
const count = drill.finals[0]?.rows.length ?? 0;
const source = {
  host: 'db2',
  receiver: 'on',
  applier: 'on',
  received: '',
  heartbeats: 0,
  receiverError: '',
  applierError: '',
  logsPurged: false,
} as const;

function withState(record: DrillRecord, changes: Partial<Observation>): DrillRecord {
  const finals = record.finals.map((final) =>
    final.node === 'db3' ? { ...final, state: { ...final.state, ...changes } } : final,
  );
  return { ...record, finals };
}

const upTo = (last: number) => `${uuidOf(1)}:1-${last}`;
const summaryOf = (record: DrillRecord) => nodesEqualPrimary.judge(record).summary;

test('a node that lacks the newest transactions is behind, by exactly those, whatever keeps it so', () => {
  const errors: [Partial<Observation>, string][] = [
    [{ source: null }, 'it replicates from nobody'],
    [{ source }, 'it replicates from db2 without an error'],
    [
      { source: { ...source, receiver: 'off', receiverError: 'Got fatal error 1236 from source' } },
      'receiver off: Got fatal error 1236 from source',
    ],
    [
      { source: { ...source, applier: 'off', applierError: 'error 1032: no such row' } },
      'applier off: error 1032: no such row',
    ],
    [{ source: { ...source, receiver: 'connecting' } }, 'receiver connecting, without an error'],
  ];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: count - 1 }), fc.constantFrom(...errors), (lacks, [state, why]) => {
      const has = count - lacks;
      const record = withState(
        withRows(drill, 'db3', (rows) => rows.slice(0, has)),
        { ...state, executed: upTo(has) },
      );
      const { verdict, summary } = nodesEqualPrimary.judge(record);
      const gtids = lacks === 1 ? `${count}` : `${has + 1}-${count}`;
      const [number, word] = [lacks.toLocaleString('en-US'), lacks === 1 ? 'transaction' : 'transactions'];
      expect(verdict).toBe('fail');
      expect(summary).toContain(`db3: behind by ${number} ${word} (${uuidOf(1)}:${gtids}; ${why}): `);
      expect(summary).toContain(`${number} missing (`);
      expect(summary).not.toContain('diverged');
    }),
    { numRuns: 30 },
  );
});

test('one row more than the transactions that it lacks is not explained by those', () => {
  const fewer = (rows: number, transactions: number) =>
    summaryOf(
      withState(
        withRows(drill, 'db3', (own) => own.slice(rows)),
        { executed: upTo(count - transactions) },
      ),
    );
  expect(fewer(5, 5)).not.toContain('diverged');
  expect(fewer(6, 5)).toMatch(
    /^db3: behind by 5 transactions \(.*\), diverged \(more differs than that explains\): 6 missing/,
  );
  expect(fewer(1, 0)).toMatch(
    /^db3: diverged \(the same transactions, other rows\): 1 missing \(writer 0 sequence 1\)$/,
  );
});

test('a changed row is divergence, behind or not, and says which side is as written', () => {
  const change = (rows: Row[]) =>
    rows.map(([w, s, v, id]): Row => [w, s, s === 3 && w === 1 ? v + 1 : v, id]);
  const changed = withRows(drill, 'db3', change);
  expect(summaryOf(changed)).toBe(
    'db3: diverged (the same transactions, other rows): 1 different (writer 1 sequence 3)',
  );
  expect(nodesEqualPrimary.judge(changed).evidence).toEqual([
    expect.stringMatching(
      /^writer 1 sequence 3: value \d+ by server 1 on db2 \(as written\), value \d+ by server 1 on db3$/,
    ),
  ]);
  expect(summaryOf(withState(changed, { executed: upTo(count - 3) }))).toContain('diverged (more differs');
});

test('rows of transactions that the primary lacks are told as such', () => {
  const own = withState(
    withRows(drill, 'db3', (rows) => [...rows, [1, 90_000, 5, 3]]),
    { executed: `${upTo(count)},${uuidOf(3)}:1` },
  );
  expect(summaryOf(own)).toBe(
    `db3: ahead by 1 transaction that the primary lacks (${uuidOf(3)}:1): 1 extra (writer 1 sequence 90000)`,
  );
});

test('without GTIDs rows are compared all the same', () => {
  const none = {
    ...drill,
    finals: drill.finals.map((final) => ({ ...final, state: { ...final.state, executed: '' } })),
  };
  expect(summaryOf(withRows(none, 'db3', (rows) => rows.slice(1)))).toMatch(
    /^db3: other rows, and no transactions to compare: 1 missing/,
  );
});

test('a node with the same rows that lacks transactions passes, and is told', () => {
  expect(nodesEqualPrimary.judge(withState(drill, { executed: upTo(count - 1) }))).toMatchObject({
    verdict: 'pass',
    evidence: [
      `db3: behind by 1 transaction (${uuidOf(1)}:${count}; it replicates from nobody), and has the same rows`,
    ],
  });
});
