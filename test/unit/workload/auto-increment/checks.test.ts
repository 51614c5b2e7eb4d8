import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BesideOperation } from '../../../../src/history/beside.ts';
import { autoIncrementChecks } from '../../../../src/workload/auto-increment/checks.ts';
import type { FinalRead } from '../../../../src/workload/beside/types.ts';
import { besideOf, evidenceOf } from '../../../support/beside.ts';

const check = autoIncrementChecks['auto-increment-ids'];
/** An insert whose content is its index, acknowledged with this id. */
const insert = (index: number, id: number, changes: Partial<BesideOperation> = {}) =>
  besideOf(index, { function: 'insert', value: index, result: id, ...changes });
const judge = (operations: BesideOperation[], rows: FinalRead[]) =>
  check.judge(evidenceOf(operations, { db1: rows }));

test('ids that were handed out once pass, though some are gone', () => {
  expect(judge([insert(1, 10), insert(2, 11)], [[10, 1]])).toMatchObject({
    verdict: 'pass',
    summary: '2 acknowledged ids: each was handed out once; all but 1 are on db1 at the end',
  });
});

test('an id that was acknowledged for two contents fails, and is told once', () => {
  expect(judge([insert(1, 10), insert(2, 10)], [[10, 2]])).toMatchObject({
    verdict: 'fail',
    summary:
      '1 id was acknowledged twice, and 0 others stand for something else at the end: the id 10 was acknowledged for content 1 at 15 ms and for content 2 at 25 ms',
  });
});

test('an id that stands for the content of an insert whose outcome is unknown fails', () => {
  const unknown = insert(2, 10, { outcome: 'info', result: null });
  expect(judge([insert(1, 10), unknown], [[10, 2]])).toMatchObject({
    verdict: 'fail',
    summary:
      '0 ids were acknowledged twice, and 1 other stands for something else at the end: the id 10 was acknowledged for content 1 at 15 ms, and stands for content 2',
  });
});

test('of many ids the one that was handed out again is found', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), fc.nat(), (count, some, other) => {
      const operations = Array.from({ length: count }, (_, index) => insert(index, 100 + index));
      const rows = operations.map(({ result, value }): FinalRead => [Number(result), value]);
      expect(judge(operations, rows).verdict).toBe('pass');
      const [from, to] = [some % count, other % count];
      const again = operations.map((one, index) => (index === from ? { ...one, result: 100 + to } : one));
      expect(judge(again, rows.toSpliced(from, from === to ? 0 : 1)).verdict).toBe(
        from === to ? 'pass' : 'fail',
      );
      const changed = rows.map(([id, content], index): FinalRead => [id, index === from ? -1 : content]);
      expect(judge(operations, changed).verdict).toBe('fail');
    }),
  );
});

test('without a primary that was read, and with a node that was not: inconclusive', () => {
  expect(check.judge(evidenceOf([insert(1, 10)], { db2: [[10, 1]] })).verdict).toBe('inconclusive');
  const evidence = { ...evidenceOf([insert(1, 10)], { db1: [[10, 1]] }), finalsLack: 'db2 was not read' };
  expect(check.judge(evidence)).toMatchObject({ verdict: 'inconclusive', summary: 'db2 was not read' });
  expect(judge([insert(1, 10, { outcome: 'fail', result: null })], []).verdict).toBe('inconclusive');
});
