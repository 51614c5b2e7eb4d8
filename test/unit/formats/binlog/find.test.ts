import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatUs, matchTransaction, parseUs, type Wanted } from '../../../../src/formats/binlog/find.ts';
import type { Change, Transaction } from '../../../../src/formats/binlog/transactions.ts';
import { startUs, uuidA } from '../../../support/planted-binlog.ts';

const update: Change = {
  by: 'rows',
  kind: 'update',
  schema: 'ledger',
  table: 'entries',
  events: 12,
  bytes: 96_345,
  sql: null,
};
const drop: Change = {
  by: 'statement',
  kind: 'drop-database',
  schema: 'ledger',
  table: null,
  events: 1,
  bytes: 120,
  sql: 'DROP DATABASE `ledger`',
};

function transactionOf(...changes: readonly Change[]): Transaction {
  return {
    kind: 'transaction',
    gtid: { origin: uuidA, number: 42 },
    offset: 1000,
    endOffset: 1200,
    complete: true,
    committedUs: startUs,
    immediateCommitUs: startUs + 5,
    changes,
  };
}

const match = (transaction: Transaction, wanted: Partial<Wanted>) =>
  matchTransaction(transaction, { kind: 'any', ...wanted }, 'binlog.000004');

describe('what is shown of a transaction', () => {
  test('when, which, where, and what it did', () => {
    expect(match(transactionOf(drop), { kind: 'drop-database' })).toEqual({
      gtid: `${uuidA}:42`,
      committedAt: '2026-11-21T12:31:37.971313Z',
      file: 'binlog.000004',
      offset: 1000,
      endOffset: 1200,
      complete: true,
      text: 'DROP DATABASE `ledger`',
    });
  });

  test.each([
    [[update], 'update of ledger.entries: 12 row events, 96 kB'],
    [[{ ...update, events: 1, bytes: 52 }], 'update of ledger.entries: 1 row event, 52 B'],
    [
      [{ ...update, sql: 'UPDATE entries\nSET value = 0' }],
      'update of ledger.entries: 12 row events, 96 kB (UPDATE entries SET value = 0)',
    ],
    [
      [
        { ...drop, kind: 'drop-table' as const, table: 'a' },
        { ...drop, kind: 'drop-table' as const, table: 'b' },
      ],
      'DROP DATABASE `ledger`',
    ],
    [[{ ...drop, events: 3 }], 'DROP DATABASE `ledger` (and 2 more such statements)'],
    [
      ['a', 'b', 'c', 'd'].map((table) => ({ ...update, table, events: 2, bytes: 100 })),
      'update of ledger.a: 2 row events, 100 B; update of ledger.b: 2 row events, 100 B; update of ledger.c: 2 row events, 100 B; and 1 more',
    ],
    [[], 'no change'],
  ])('text %#', (changes, text) => {
    expect(match(transactionOf(...changes), {})?.text).toBe(text);
  });
});

describe('what is found', () => {
  const both = transactionOf(update, { ...update, kind: 'delete', schema: 'app', table: 'rows' });
  test.each<[string, Transaction, Partial<Wanted>, boolean]>([
    ['its kind', both, { kind: 'update' }, true],
    ['another kind', both, { kind: 'insert' }, false],
    ['its schema, in any case', both, { schema: 'LEDGER' }, true],
    ['another schema', both, { schema: 'ledge' }, false],
    ['kind and schema of one change', both, { kind: 'delete', schema: 'app', table: 'rows' }, true],
    ['kind and schema of different changes', both, { kind: 'update', schema: 'app' }, false],
    ['another table', both, { table: 'entry' }, false],
    ['a table of a dropped schema', transactionOf(drop), { schema: 'ledger', table: 'entries' }, true],
    ['a table of another schema', transactionOf(drop), { schema: 'app', table: 'entries' }, false],
    ['from its own microsecond', both, { fromUs: startUs }, true],
    ['from the next', both, { fromUs: startUs + 1 }, false],
    ['up to its own microsecond', both, { toUs: startUs }, true],
    ['up to the one before', both, { toUs: startUs - 1 }, false],
    ['one without changes, by time alone', transactionOf(), { fromUs: startUs }, true],
    ['one without changes, by schema', transactionOf(), { schema: 'app' }, false],
  ])('%s', (_, transaction, wanted, found) => {
    expect(match(transaction, wanted) !== undefined).toBe(found);
  });
});

describe('instants', () => {
  test('to the microsecond, there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (us) => {
        expect(parseUs(formatUs(us))).toBe(us);
      }),
    );
  });

  test.each([
    ['2026-11-21T12:31:37.971313Z', startUs],
    ['2026-11-21 13:31:37.971313+01:00', startUs],
    ['2026-11-21T12:31:37.9Z', startUs - 71_313],
    ['2026-11-21T12:31Z', startUs - 37_971_313],
    ['2026-11-21T12:31:37', undefined],
    ['2026-13-21T12:31Z', undefined],
    ['yesterday', undefined],
  ])('%s', (text, us) => {
    expect(parseUs(text)).toBe(us);
  });
});
