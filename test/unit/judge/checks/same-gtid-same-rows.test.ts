import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GtidRows } from '../../../../src/history/gtid-rows.ts';
import { sameGtidSameRows } from '../../../../src/judge/checks/same-gtid-same-rows.ts';
import { emptyRecord } from '../../../support/parts.ts';

const origin = '00000001-0000-0000-0000-000000000000';
type Digests = Readonly<Record<number, string>>;
const node = (name: string, digests: Digests, changes: Partial<GtidRows> = {}): GtidRows => ({
  node: name,
  keepsLogs: true,
  files: ['binlog.000001'],
  left: [],
  damage: [],
  digests: new Map([
    [origin, new Map(Object.entries(digests).map(([number, text]) => [Number(number), text]))],
  ]),
  ...changes,
});
const judge = (...gtidRows: GtidRows[]) => sameGtidSameRows.judge(emptyRecord({ gtidRows }));
const same = { 1: 'a', 2: 'b', 3: 'c' };

test('what is the same wherever it is held passes', () => {
  expect(judge(node('db1', same), node('db2', same), node('db3', { 3: 'c' }))).toEqual({
    verdict: 'pass',
    summary: '3 transactions are the same wherever held',
    evidence: [],
  });
});

test('one digest that differs on one node fails, by its GTID and nodes; what one node holds proves nothing', () => {
  const digests = fc.dictionary(fc.integer({ min: 1, max: 30 }).map(String), fc.constantFrom('a', 'b'), {
    minKeys: 1,
  });
  fc.assert(
    fc.property(digests, fc.nat(), fc.constantFrom('db1', 'db2', 'db3'), (all, pick, changed) => {
      const numbers = Object.keys(all).map(Number);
      const number = numbers[pick % numbers.length] ?? 0;
      const of = (name: string) => node(name, name === changed ? { ...all, [number]: 'x' } : all);
      const found = judge(of('db1'), of('db2'), of('db3'));
      expect(found.verdict).toBe('fail');
      expect(found.evidence).toHaveLength(1);
      expect(found.evidence[0]).toContain(`${origin}:${number}: `);
      expect(found.evidence[0]).toContain(changed);
      const without = node('db3', Object.fromEntries(numbers.map((one) => [one + 100, 'x'])));
      expect(judge(node('db1', all), node('db2', all), without).verdict).toBe('pass');
    }),
  );
});

test('who is alike and who is not is told by name, and GTIDs are counted', () => {
  const found = judge(node('db1', same), node('db2', { 1: 'x', 2: 'y' }), node('db3', { 1: 'a', 2: 'y' }));
  expect(found).toEqual({
    verdict: 'fail',
    summary: `2 GTIDs stand for different rows: ${origin}:1: on db1, db3 not what it is on db2`,
    evidence: [
      `${origin}:1: on db1, db3 not what it is on db2`,
      `${origin}:2: on db1 not what it is on db2, db3`,
    ],
  });
});

test('transactions of another origin are others, whoever holds them', () => {
  const other = { digests: new Map([['00000002-0000-0000-0000-000000000000', new Map([[1, 'z']])]]) };
  expect(judge(node('db1', {}, other), node('db2', same), node('db3', same))).toMatchObject({
    verdict: 'pass',
    summary: '3 transactions are the same wherever held',
  });
  expect(judge(node('db1', same), node('db2', {}, other), node('db3', {}, other)).summary).toBe(
    '1 transaction is the same wherever held',
  );
});

test('logged without all columns, and differently: not compared, and told', () => {
  expect(judge(node('db1', { 1: 'a', 2: 'b' }), node('db2', { 1: 'a', 2: '~c' }), node('db3', {}))).toEqual({
    verdict: 'pass',
    summary: '1 transaction is the same wherever held; not all were compared',
    evidence: ['1 transaction logged without all columns, and differently'],
  });
});

test('what was not read proves nothing, and is told', () => {
  expect(judge(node('db1', same), node('db2', same)).summary).toBe('the binary logs of db3 were not read');
  expect(judge(node('db1', same)).summary).toBe('the binary logs of db2, db3 were not read');
  expect(sameGtidSameRows.judge(emptyRecord()).verdict).toBe('inconclusive');
  const none = node('db3', {}, { keepsLogs: false });
  expect(judge(node('db1', same), node('db2', {}), none)).toEqual({
    verdict: 'inconclusive',
    summary: 'no two nodes hold a transaction in common',
    evidence: ['not compared: db3 keeps no binary log of what it applies'],
  });
  const damaged = { left: ['binlog.000001'], damage: ['binlog.000002 from offset 4: checksum'] };
  const two = node('db1', same, { left: ['binlog.000001', 'binlog.000002'] });
  expect(judge(two).evidence).toEqual(['not compared: the oldest logs of db1: binlog.000001, binlog.000002']);
  expect(judge(node('db1', same), node('db2', same, damaged), none).evidence).toEqual([
    'not compared: the oldest logs of db2: binlog.000001',
    'not compared: db2: binlog.000002 from offset 4: checksum',
    'not compared: db3 keeps no binary log of what it applies',
  ]);
});
