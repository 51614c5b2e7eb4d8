import type { Random } from '../../random.ts';
import type { Client } from '../beside/client.ts';
import type { BesideWorkload } from '../beside/types.ts';
import { bankChecks } from './checks.ts';
import { type Account, type BankOptions, bankOptions, type Transfer, transferValue } from './operations.ts';

const table = 'ledger.bank_accounts';
const mostAmount = 5;

/** Transfers between accounts, and reads of them all: the sum never changes, and nobody owes anything. */
export const bank = {
  name: 'bank',
  description: 'transfers between accounts in transactions, and reads of all accounts',
  options: bankOptions,
  prepare: async (session, { accounts, balance }) => {
    await session.query(
      `CREATE TABLE IF NOT EXISTS ${table} (
        id INT UNSIGNED NOT NULL PRIMARY KEY, balance BIGINT NOT NULL, version BIGINT NOT NULL)`,
    );
    await session.query(`REPLACE INTO ${table} VALUES ?`, [
      Array.from({ length: accounts }, (_, id) => [id, balance, 0]),
    ]);
  },
  operations: (random, options) => () =>
    random() < options.reads
      ? { function: 'read', key: null, value: null }
      : { function: 'transfer', key: null, value: nextTransfer(random, options) },
  apply: async ({ function: name, value }, client, options) => {
    if (name === 'read') return accountsOf(await client.read(`SELECT * FROM ${table} ORDER BY id`));
    const transfer = transferValue.parse(value);
    if (options.transfers === 'no-transaction') return move(client, transfer, '');
    const lock = options.transfers === 'locked' ? 'FOR UPDATE' : '';
    return client.transaction(options.isolation, () => move(client, transfer, lock));
  },
  finalReads: async (session) => {
    const accounts = accountsOf(await session.query(`SELECT * FROM ${table} ORDER BY id`));
    return accounts.map(([id, ...value]) => [id, value]);
  },
  checks: bankChecks,
} satisfies BesideWorkload<typeof bankOptions>;

function nextTransfer(random: Random, { accounts }: BankOptions): Transfer {
  const from = Math.floor(random() * accounts);
  const to = (from + 1 + Math.floor(random() * (accounts - 1))) % accounts;
  return { from, to, amount: 1 + Math.floor(random() * mostAmount) };
}

type Row = { readonly id: number; readonly balance: number; readonly version: number };

function accountsOf(rows: readonly Row[]): Account[] {
  return rows.map(({ id, balance, version }) => [id, balance, version]);
}

/** Reads both accounts and writes what they have then: as applications do, and not by one statement that cannot go wrong. */
async function move(client: Client, { from, to, amount }: Transfer, lock: string) {
  const sql = `SELECT * FROM ${table} WHERE id IN (?, ?) ORDER BY id ${lock}`;
  const rows = await client.read<Row>(sql, [from, to]);
  const versions = rows.map(({ id, version }): [number, number] => [id, version]);
  const giver = rows.find(({ id }) => id === from);
  if (rows.length < 2 || !giver || giver.balance < amount) return { moved: false, versions };
  // In the order of the ids, so that two transfers that meet do not wait for each other in a circle.
  for (const { id, balance, version } of rows) {
    const after = id === from ? balance - amount : balance + amount;
    await client.write(`UPDATE ${table} SET balance = ?, version = ? WHERE id = ?`, [after, version + 1, id]);
  }
  return { moved: true, versions };
}
