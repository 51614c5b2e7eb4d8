import { expect, test } from 'vitest';
import { mysqlTransactions } from '../../src/engine/mysql/transactions.ts';
import { uuidOf } from '../support/parts.ts';
import { toyTransactions } from './toy-engine.ts';
import { transactionsContract } from './transactions.ts';

transactionsContract('MySQL', {
  read: mysqlTransactions,
  write: (transactions) => transactions.map(([uuid, number]) => `${uuid}:${number}`).join(','),
  identities: [uuidOf(1), uuidOf(2)],
});

transactionsContract('a toy engine', {
  read: toyTransactions,
  write: (transactions) => transactions.map(([letter, number]) => `${letter}${number}`).join(' '),
  identities: ['a', 'b'],
});

test('sets of two engines are never taken for each other', () => {
  expect(() => mysqlTransactions('').union(toyTransactions(''))).toThrow(TypeError);
  expect(() => toyTransactions('').contains(mysqlTransactions(''))).toThrow(TypeError);
});
