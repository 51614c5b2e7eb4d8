import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BesideOperation } from '../../../../src/history/beside.ts';
import type { FinalRead } from '../../../../src/workload/beside/types.ts';
import { clientsChecks } from '../../../../src/workload/clients/checks.ts';
import { besideOf, evidenceOf } from '../../../support/beside.ts';

const check = clientsChecks['clients-writes'];
const insert = (index: number, changes: Partial<BesideOperation> = {}) =>
  besideOf(index, { function: 'insert', key: 'pool', value: [index, 100 + index], ...changes });
const verdictOf = (operations: BesideOperation[], rows: [number, number][], client = 'pool') =>
  check.judge(evidenceOf(operations, { db1: [[client, rows] satisfies FinalRead] }));

test.each<[string, BesideOperation, [number, number][], string]>([
  ['acknowledged and there', insert(1), [[1, 101]], 'pass'],
  ['acknowledged and missing', insert(1), [], 'fail'],
  ['acknowledged, with another value', insert(1), [[1, 9]], 'fail'],
  ['failed and there', insert(1, { outcome: 'fail' }), [[1, 101]], 'fail'],
  ['failed and missing', insert(1, { outcome: 'fail' }), [], 'pass'],
  ['unknown and there', insert(1, { outcome: 'info' }), [[1, 101]], 'pass'],
  ['unknown and missing', insert(1, { outcome: 'info' }), [], 'pass'],
  ['unknown, with another value', insert(1, { outcome: 'info' }), [[1, 9]], 'fail'],
  [
    'beside a row that nobody wrote',
    insert(1),
    [
      [1, 101],
      [8, 108],
    ],
    'fail',
  ],
])('a write that is %s', (_, one, rows, verdict) => {
  expect(verdictOf([one], rows).verdict).toBe(verdict);
});

test('rows of another client do not stand for it', () => {
  expect(verdictOf([insert(1)], [[1, 101]], 'other').verdict).toBe('fail');
});

test('without the node that leads at the end it is inconclusive', () => {
  expect(check.judge(evidenceOf([insert(1)], { db2: [['pool', [[1, 101]]]] })).verdict).toBe('inconclusive');
});

test('of many rows the one that is missing is found and named', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), (count, some) => {
      const operations = Array.from({ length: count }, (_, index) => insert(index + 1));
      const rows = operations.map(({ index }): [number, number] => [index, 100 + index]);
      expect(verdictOf(operations, rows).verdict).toBe('pass');
      const lost = (some % count) + 1;
      const found = verdictOf(
        operations,
        rows.filter(([sequence]) => sequence !== lost),
      );
      expect(found).toMatchObject({
        verdict: 'fail',
        evidence: [`row ${lost} of pool, which was answered at ${10 * lost + 5} ms, is missing`],
      });
    }),
  );
});
