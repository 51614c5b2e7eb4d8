import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BesideOperation, Json } from '../../../../src/history/beside.ts';
import type { FinalRead } from '../../../../src/workload/beside/types.ts';
import { largeChecks } from '../../../../src/workload/large/checks.ts';
import { besideOf, evidenceOf } from '../../../support/beside.ts';

/** Four rows of 16 KB to a transaction. */
const options = { kilobytes: 64, rows: 100 };
type Outcome = BesideOperation['outcome'];
const large = (index: number, name: string, key: number, outcome: Outcome = 'ok') =>
  besideOf(index, { function: name, key, outcome });
const small = (index: number, outcome: Outcome = 'ok') => besideOf(index, { function: 'small', outcome });
const atEnd = (changes: Record<string, Json> = {}): FinalRead[] =>
  Object.entries({
    wide: { rows: 100, least: 0, most: 0 },
    small: { rows: 0, orphans: 0, counted: 0 },
    ...changes,
  });
const wide = (least: number, most = least, rows = 100) => ({ wide: { rows, least, most } });
const judge = (
  check: keyof typeof largeChecks,
  operations: BesideOperation[],
  changes: Record<string, Json>,
) => largeChecks[check].judge(evidenceOf(operations, { db1: atEnd(changes) }, options));

describe('large-whole', () => {
  test.each<[Outcome, number, string]>([
    ['ok', 4, 'pass'],
    ['ok', 0, 'fail'],
    ['fail', 0, 'pass'],
    ['fail', 4, 'fail'],
    ['info', 0, 'pass'],
    ['info', 4, 'pass'],
  ])('a transaction that ended as %s with %i of 4 rows: %s', (outcome, found, verdict) => {
    const operations = [large(0, 'transaction', 1, outcome), large(1, 'transaction', 2)];
    expect(judge('large-whole', operations, { 'transaction 1': found, 'transaction 2': 4 }).verdict).toBe(
      verdict,
    );
  });

  test('a part of a transaction fails, whatever its outcome, and one row too many', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Outcome>('ok', 'fail', 'info'),
        fc.constantFrom(1, 2, 3, 5),
        (outcome, found) => {
          const operations = [large(0, 'transaction', 1, outcome), large(1, 'transaction', 2)];
          const { verdict, summary } = judge('large-whole', operations, {
            'transaction 1': found,
            'transaction 2': 4,
          });
          expect([verdict, summary]).toEqual([
            'fail',
            expect.stringContaining(`${found} of 4 rows of the transaction 1`),
          ]);
        },
      ),
    );
  });

  test.each([
    ['of the last statement', wide(2), 'pass'],
    ['of an unknown one', wide(3), 'pass'],
    ['of one before an acknowledged one', wide(1), 'fail'],
    ['of none', wide(0), 'fail'],
    ['of two', wide(1, 2), 'fail'],
    ['of one that failed', wide(4), 'fail'],
    ['fewer than there were', wide(2, 2, 99), 'fail'],
  ])('rows %s: %s', (_, changes, verdict) => {
    const operations = [
      large(0, 'statement', 1),
      large(1, 'statement', 2),
      large(2, 'statement', 3, 'info'),
      large(3, 'statement', 4, 'fail'),
    ];
    expect(judge('large-whole', operations, changes).verdict).toBe(verdict);
  });

  test('of two statements that ran at once either may be the last', () => {
    const operations = [
      { ...large(0, 'statement', 1), endedAtMs: 30 },
      { ...large(1, 'statement', 2), endedAtMs: 20 },
    ];
    expect(judge('large-whole', operations, wide(1)).verdict).toBe('pass');
    expect(judge('large-whole', operations, wide(2)).verdict).toBe('pass');
  });

  test('nothing large acknowledged, or a node that was not read: inconclusive', () => {
    expect(judge('large-whole', [small(0), large(1, 'ddl-online', 1)], {}).verdict).toBe('inconclusive');
    const evidence = evidenceOf([large(0, 'statement', 1)], { db1: atEnd(wide(1)) }, options);
    expect(largeChecks['large-whole'].judge({ ...evidence, finalsLack: 'db2 was not read' })).toMatchObject({
      verdict: 'inconclusive',
      summary: 'db2 was not read',
    });
  });
});

describe('large-small', () => {
  const sums = (rows: number, orphans = 0, counted = rows) => ({ small: { rows, orphans, counted } });
  const operations = [small(0), small(1), small(2, 'info'), small(3, 'fail')];

  test.each([
    ['as many as were acknowledged', sums(2), 'pass'],
    ['one more, which is unknown', sums(3), 'pass'],
    ['one too few', sums(1), 'fail'],
    ['one too many', sums(4), 'fail'],
    ['one without a parent', sums(3, 1), 'fail'],
    ['one that the trigger did not count', sums(3, 0, 2), 'fail'],
    ['one that the trigger counted twice', sums(3, 0, 4), 'fail'],
  ])('%s: %s', (_, changes, verdict) => {
    expect(judge('large-small', operations, changes).verdict).toBe(verdict);
  });

  test('no small insert acknowledged, or nobody leads: inconclusive', () => {
    expect(judge('large-small', [large(0, 'statement', 1)], sums(0)).verdict).toBe('inconclusive');
    const evidence = evidenceOf(operations, { db2: atEnd(sums(2)) }, options);
    expect(largeChecks['large-small'].judge(evidence).verdict).toBe('inconclusive');
  });
});
