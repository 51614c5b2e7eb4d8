import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BesideOperation, Json } from '../../../../src/history/beside.ts';
import type { FinalRead } from '../../../../src/workload/beside/types.ts';
import { sqlChecks } from '../../../../src/workload/sql/checks.ts';
import { besideOf, evidenceOf } from '../../../support/beside.ts';

const operation = {
  kind: 'write',
  statements: ['INSERT INTO a VALUES (1)'],
  weight: 1,
  isolation: 'repeatable-read',
  thinkMs: 0,
};
const options: Record<string, Json> = {
  file: 'shop.yml',
  content: {
    prepare: [],
    operations: { buy: operation, pay: operation },
    invariants: { sold: 'SELECT 1', paid: 'SELECT 2' },
    invariantShare: 0.1,
  },
};
const asked = (index: number, key: string, result: Json = [], outcome: BesideOperation['outcome'] = 'ok') =>
  besideOf(index, { function: 'invariant', key, result, outcome });
const done = (index: number, name: string, changes: Partial<BesideOperation> = {}) =>
  besideOf(index, { function: name, ...changes });
const all = [done(0, 'buy'), done(1, 'pay'), asked(2, 'sold'), asked(3, 'paid')];
const atEnd = (changes: Record<string, Json> = {}): FinalRead[] =>
  Object.entries({
    'invariant sold': { violations: [] },
    'invariant paid': { violations: [] },
    'table a': { rows: 3, checksum: '77' },
    ...changes,
  });
const judge = (
  check: keyof typeof sqlChecks,
  operations: BesideOperation[],
  nodes: Record<string, FinalRead[]> = { db1: atEnd(), db2: atEnd() },
) => sqlChecks[check].judge(evidenceOf(operations, nodes, options));

describe('sql-invariants', () => {
  test('all answered, no row: pass', () => {
    expect(judge('sql-invariants', all)).toMatchObject({
      verdict: 'pass',
      summary: '2 invariants held in 2 answers during the drill, and on db1, db2 at its end',
    });
  });

  test('a row during the drill fails, and one of a node at its end does', () => {
    expect(judge('sql-invariants', [...all, asked(4, 'paid', [{ order: 3 }, { order: 4 }])])).toMatchObject({
      verdict: 'fail',
      summary:
        '1 answer of an invariant that does not hold: paid asked at 40 ms: answered {"order":3} and 1 more',
    });
    const broken = atEnd({ 'invariant sold': { violations: [{ order: 3 }] } });
    expect(judge('sql-invariants', all, { db1: atEnd(), db2: broken })).toMatchObject({
      verdict: 'fail',
      summary: '1 answer of an invariant that does not hold: sold on db2 at the end: answered {"order":3}',
    });
  });

  test('wherever the one row is, it is found', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.boolean(), fc.constantFrom('sold', 'paid'), (at, during, key) => {
        const many = Array.from({ length: 61 }, (_, index) => asked(index + 4, index % 2 ? 'sold' : 'paid'));
        const operations = many.map((one, index) =>
          during && index === at ? { ...one, result: [{ n: 1 }] } : one,
        );
        const db2 = during ? atEnd() : atEnd({ [`invariant ${key}`]: { violations: [{ n: 1 }] } });
        expect(judge('sql-invariants', [...all, ...operations], { db1: atEnd(), db2 }).verdict).toBe('fail');
        expect(judge('sql-invariants', [...all, ...many]).verdict).toBe('pass');
      }),
    );
  });

  test.each([
    [
      'an operation that was never acknowledged',
      [all[0], done(1, 'pay', { outcome: 'fail', error: 'ER_X' }), all[2], all[3]],
      'none of 1 operation pay was acknowledged: ER_X',
    ],
    [
      'an operation that was never sent',
      [all[0], all[2], all[3]],
      'none of 0 operations pay was acknowledged',
    ],
    [
      'an invariant that was never answered',
      [all[0], all[1], all[2], asked(3, 'paid', null, 'fail')],
      'the invariant paid was not answered while the drill ran',
    ],
  ])('%s: inconclusive', (_, operations, summary) => {
    const given = operations.flatMap((one) => one ?? []);
    expect(judge('sql-invariants', given)).toMatchObject({ verdict: 'inconclusive', summary });
  });

  test('a node that did not answer, or was not read: inconclusive', () => {
    const silent = atEnd({ 'invariant paid': { error: 'no such table' } });
    expect(judge('sql-invariants', all, { db1: atEnd(), db2: silent })).toMatchObject({
      verdict: 'inconclusive',
      summary: 'paid was not answered by db2 at the end: no such table',
    });
    const evidence = { ...evidenceOf(all, { db1: atEnd() }, options), finalsLack: 'db2 was not read' };
    for (const check of Object.values(sqlChecks)) expect(check.judge(evidence).verdict).toBe('inconclusive');
  });
});

describe('sql-nodes', () => {
  test.each([
    [
      'another row',
      { 'table a': { rows: 4, checksum: '77' } },
      '4 rows of checksum 77 on db2, and 3 rows of checksum 77 on db1',
    ],
    ['another content', { 'table a': { rows: 3, checksum: '78' } }, '3 rows of checksum 78 on db2'],
    [
      'another table',
      { 'table b': { rows: 0, checksum: '0' } },
      'table b: 0 rows of checksum 0 on db2, and no such table on db1',
    ],
  ])('%s fails', (_, changes, text) => {
    expect(judge('sql-nodes', all, { db1: atEnd(), db2: atEnd() }).verdict).toBe('pass');
    const { verdict, summary } = judge('sql-nodes', all, { db1: atEnd(), db2: atEnd(changes) });
    expect([verdict, summary]).toEqual(['fail', expect.stringContaining(text)]);
  });

  test('without tables, and without a primary that was read: inconclusive', () => {
    expect(judge('sql-nodes', all, { db1: [], db2: [] }).verdict).toBe('inconclusive');
    expect(judge('sql-nodes', all, { db2: atEnd() }).verdict).toBe('inconclusive');
  });
});
