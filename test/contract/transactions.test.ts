import { expect, test } from 'vitest';
import { mariadbTransactions } from '../../src/engine/mariadb/transactions.ts';
import { mysqlTransactions } from '../../src/engine/mysql/transactions.ts';
import { uuidOf } from '../support/parts.ts';
import { toyTransactions } from './toy-engine.ts';
import { transactionsContract } from './transactions.ts';

transactionsContract('MySQL', {
  read: mysqlTransactions,
  write: (transactions) => transactions.map(([uuid, number]) => `${uuid}:${number}`).join(','),
  identities: [uuidOf(1), uuidOf(2)],
});

// Of two domains: what two servers wrote in one is a history (test/unit/engine/mariadb/transactions.test.ts).
transactionsContract('MariaDB', {
  read: mariadbTransactions,
  write: (transactions) =>
    transactions.map(([server, number]) => `${server}-${server}-[${number}]`).join(','),
  identities: ['1', '2'],
});

transactionsContract('a toy engine', {
  read: toyTransactions,
  write: (transactions) => transactions.map(([letter, number]) => `${letter}${number}`).join(' '),
  identities: ['a', 'b'],
});

test('sets of two engines are never taken for each other', () => {
  expect(() => mysqlTransactions('').union(toyTransactions(''))).toThrow(TypeError);
  expect(() => toyTransactions('').contains(mysqlTransactions(''))).toThrow(TypeError);
  expect(() => mariadbTransactions('').minus(mysqlTransactions(''))).toThrow(TypeError);
});
