import { expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { noAcknowledgedWriteLost } from '../../../../src/judge/checks/no-acknowledged-write-lost.ts';
import { noErrantTransactions } from '../../../../src/judge/checks/no-errant-transactions.ts';
import { noFailedWritePresent } from '../../../../src/judge/checks/no-failed-write-present.ts';
import { nodesEqualPrimary } from '../../../../src/judge/checks/nodes-equal-primary.ts';
import { withOperations, withRows } from '../../../support/change-record.ts';
import { emptyRecord, manifestOf, operationsOf, type Row, uuidOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const drill = plantDrill({ loadToMs: 12_000 });
const count = drill.finals[0]?.rows.length ?? 0;
const many = count.toLocaleString('en-US');
const everywhere = ['db1', 'db2', 'db3'];
const onAll = (change: (rows: Row[]) => Row[]) =>
  everywhere.reduce((changed, node) => withRows(changed, node, change), drill);

function withExecuted(record: DrillRecord, executed: string, nodes = everywhere): DrillRecord {
  const finals = record.finals.map((final) =>
    nodes.includes(final.node) ? { ...final, state: { ...final.state, executed } } : final,
  );
  return { ...record, finals };
}

test('what passes is told with all that was compared', () => {
  expect(noAcknowledgedWriteLost.judge(drill).summary).toBe(`none of ${many} acknowledged writes is missing`);
  expect(nodesEqualPrimary.judge(drill).summary).toBe(`db1, db3: the same ${many} rows as db2`);
  expect(noErrantTransactions.judge(drill).summary).toBe(
    `db1, db3: nothing that db2 lacks, of ${many} transactions`,
  );
});

test.each([nodesEqualPrimary, noErrantTransactions])('$name: a node alone is like nobody', (check) => {
  const manifest = manifestOf({ topology: { ...manifestOf().topology, nodes: ['db2'] } });
  const alone = { ...drill, manifest, finals: drill.finals.filter(({ node }) => node === 'db2') };
  const summary = 'there is no other node to compare with';
  expect(check.judge(alone)).toEqual({ verdict: 'inconclusive', summary, evidence: [] });
});

test('nothing to look for or to look in never passes', () => {
  const unanswered = withOperations(drill, (all) => all.map((one) => ({ ...one, outcome: 'info' as const })));
  const none = emptyRecord().operations;
  for (const [found, summary] of [
    [noAcknowledgedWriteLost.judge(unanswered), 'no write was acknowledged'],
    [noFailedWritePresent.judge({ ...drill, operations: none }), 'the record has no operations'],
    [noFailedWritePresent.judge({ ...drill, finals: [] }), 'no final state was recorded'],
    [nodesEqualPrimary.judge(onAll(() => [])), 'there are no rows to compare'],
    [noErrantTransactions.judge(withExecuted(drill, '')), 'db2 has executed no transactions'],
  ] as const)
    expect(found).toEqual({ verdict: 'inconclusive', summary, evidence: [] });
});

test('what is missing of the record is told, all of it', () => {
  const cut = { ...drill, damage: ['history.ndjson.gz was cut short: it lacks its end mark'] };
  const alone = { ...drill, finals: drill.finals.filter(({ node }) => node === 'db2') };
  for (const [found, summary] of [
    [noAcknowledgedWriteLost.judge(cut), `not all acknowledged writes are known: ${cut.damage[0]}`],
    [noFailedWritePresent.judge(cut), `a failed write may be there unseen: ${cut.damage[0]}`],
    [noFailedWritePresent.judge(alone), 'no final state of db1, db3'],
    [nodesEqualPrimary.judge(alone), 'no final state of db1, db3'],
    [noErrantTransactions.judge(alone), 'no final state of db1, db3'],
  ] as const)
    expect(found).toEqual({ verdict: 'inconclusive', summary, evidence: [] });
});

test('two findings are told in the plural, one node beside the other', () => {
  const lossy = noAcknowledgedWriteLost.judge(onAll((rows) => rows.slice(2)));
  expect(lossy.summary).toMatch(
    new RegExp(`^2 of ${many} acknowledged writes are missing on the final primary: 2 lost, 0 stranded`),
  );
  const errant = withExecuted(drill, `${uuidOf(1)}:1-${count + 1}`, ['db1', 'db3']);
  expect(noErrantTransactions.judge(errant).summary).toBe('2 nodes have errant transactions');
  const failed = operationsOf(drill.operations).find(({ outcome }) => outcome === 'fail');
  const planted: Row = [failed?.writer ?? 0, failed?.sequence ?? 0, 7, 1];
  expect(noFailedWritePresent.judge(onAll((rows) => [...rows, planted])).evidence).toEqual([
    expect.stringMatching(/ is on db1 \(final\), db2 \(final\), db3 \(final\)$/),
  ]);
  const others = ['db1', 'db3'].reduce((less, node) => withRows(less, node, (rows) => rows.slice(1)), drill);
  const one = 'diverged (the same transactions, other rows): 1 missing (writer 0 sequence 1)';
  expect(nodesEqualPrimary.judge(others).summary).toBe(`db1: ${one}; db3: ${one}`);
});

test('a row changed on all nodes alike passes the comparison, and is told as it was written', () => {
  const [was] = operationsOf(drill.operations);
  const changed = onAll((rows) =>
    rows.map(([w, s, v, id]): Row => [w, s, w === was?.writer && s === was.sequence ? v + 1 : v, id]),
  );
  expect(nodesEqualPrimary.judge(changed).evidence).toEqual([
    `changed on all nodes alike: writer 0 sequence 1: value ${(was?.value ?? 0) + 1} by server 1, written was value ${was?.value}`,
  ]);
  const cut = { ...changed, damage: ['history.ndjson.gz was cut short: it lacks its end mark'] };
  expect(nodesEqualPrimary.judge(cut)).toMatchObject({ verdict: 'pass', evidence: [] });
});
