import type { Session } from '../../engine/session.ts';
import type { Json } from '../../history/beside.ts';
import type { Client } from '../beside/client.ts';
import type { BesideWorkload, FinalRead } from '../beside/types.ts';
import { largeChecks } from './checks.ts';
import {
  bytesPerRow,
  type LargeKind,
  type LargeOptions,
  largeOptions,
  rowsOfTransaction,
  transactionKey,
} from './operations.ts';

const parents = 100;
const rowsPerStatement = 64;
const tables = {
  /** Rows of large transactions. */
  bulk: 'ledger.large_bulk',
  /** What large statements change. */
  wide: 'ledger.large_wide',
  parents: 'ledger.large_parents',
  /** What small inserts write; the trigger counts them in the parent. */
  small: 'ledger.large_small',
} as const;

/** Large transactions, large statements and changes of tables, in a steady stream of small inserts. */
export const large = {
  name: 'large',
  description:
    'now and then a large transaction, a large statement or a change of a table, in a stream of small inserts',
  options: largeOptions,
  defines: ['definitions'],
  prepare: async (session, { rows }) => {
    await session.query(
      `CREATE TABLE IF NOT EXISTS ${tables.bulk} (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, token INT NOT NULL, filling MEDIUMTEXT NOT NULL, KEY (token))`,
    );
    await session.query(
      `CREATE TABLE IF NOT EXISTS ${tables.wide} (id INT NOT NULL PRIMARY KEY, changed INT NOT NULL)`,
    );
    await fillWide(session, rows);
    await session.query(
      `CREATE TABLE IF NOT EXISTS ${tables.parents} (id INT NOT NULL PRIMARY KEY, children INT NOT NULL)`,
    );
    await session.query(
      `CREATE TABLE IF NOT EXISTS ${tables.small} (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, parent INT NOT NULL,
        FOREIGN KEY (parent) REFERENCES ${tables.parents} (id))`,
    );
    await session.query(
      `CREATE TRIGGER ledger.large_counted AFTER INSERT ON ${tables.small} FOR EACH ROW
        UPDATE ${tables.parents} SET children = children + 1 WHERE id = NEW.parent`,
    );
    for (let id = 0; id < parents; id += 1)
      await session.query(`INSERT INTO ${tables.parents} VALUES (?, 0)`, [id]);
  },
  operations: (random, { operations, every }) => {
    let arrival = 0;
    return () => {
      arrival += 1;
      if (arrival % every !== 0)
        return { function: 'small', key: null, value: Math.floor(random() * parents) };
      const token = arrival / every;
      return {
        function: operations[(token - 1) % operations.length] ?? 'statement',
        key: token,
        value: null,
      };
    };
  },
  apply: async ({ function: name, key, value }, client, options) => {
    if (name === 'small')
      await client.write(`INSERT INTO ${tables.small} (parent) VALUES (?)`, [Number(value)]);
    else await applyLarge(client, name as LargeKind, Number(key), options);
    return null;
  },
  finalReads: async (session) => {
    const reads: FinalRead[] = [];
    const bulk = await session.query<{ token: number; found: number }>(
      `SELECT token, COUNT(*) AS found FROM ${tables.bulk} WHERE LENGTH(filling) = ${bytesPerRow} GROUP BY token`,
    );
    for (const { token, found } of bulk) reads.push([transactionKey(token), Number(found)]);
    const wide = await one(
      session,
      `SELECT COUNT(*) AS \`rows\`, MIN(changed) AS least, MAX(changed) AS most FROM ${tables.wide}`,
    );
    const small = await one(
      session,
      `SELECT COUNT(*) AS \`rows\`, COUNT(*) - COUNT(p.id) AS orphans,
         (SELECT SUM(children) FROM ${tables.parents}) AS counted
       FROM ${tables.small} s LEFT JOIN ${tables.parents} p ON p.id = s.parent`,
    );
    return [...reads, ['wide', wide], ['small', small]];
  },
  checks: largeChecks,
} satisfies BesideWorkload<typeof largeOptions>;

async function applyLarge(
  client: Client,
  kind: LargeKind,
  token: number,
  options: LargeOptions,
): Promise<void> {
  if (kind === 'transaction') return insertRows(client, token, options);
  if (kind === 'statement') return client.write(`UPDATE ${tables.wide} SET changed = ?`, [token]);
  // Builds the table anew as it is, so that it may be done again after an outcome that is unknown.
  const how = kind === 'ddl-online' ? 'ALGORITHM = INPLACE, LOCK = NONE' : 'ALGORITHM = COPY, LOCK = SHARED';
  return client.write(`ALTER TABLE ${tables.small} ENGINE = InnoDB, ${how}`);
}

/** The server makes what fills the rows, so that the load generator does not send it. */
async function insertRows(client: Client, token: number, options: LargeOptions): Promise<void> {
  const rows = rowsOfTransaction(options);
  const insert = (count: number): Promise<void> => {
    const row = `(${token}, REPEAT('x', ${bytesPerRow}))`;
    return client.write(
      `INSERT INTO ${tables.bulk} (token, filling) VALUES ${Array(count).fill(row).join(', ')}`,
    );
  };
  if (options.commit === 'each') {
    for (let row = 0; row < rows; row += 1) await insert(1);
    return;
  }
  await client.transaction('repeatable-read', async () => {
    for (let row = 0; row < rows; row += rowsPerStatement)
      await insert(Math.min(rowsPerStatement, rows - row));
  });
}

/** Fills the table with the numbers below `rows`, from the digits of their decimal notation. */
async function fillWide(session: Session, rows: number): Promise<void> {
  const places = Array.from({ length: Math.max(1, Math.ceil(Math.log10(rows))) }, (_, place) => place);
  const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS d`).join(' UNION ALL ');
  const number = places.map((place) => `d${place}.d * ${10 ** place}`).join(' + ');
  const from = places.map((place) => `(${digits}) AS d${place}`).join(', ');
  await session.query(
    `INSERT INTO ${tables.wide} SELECT n, 0 FROM (SELECT ${number} AS n FROM ${from}) AS numbers WHERE n < ${rows}`,
  );
}

/** The row of sums that a query answers; none of them where there are no rows. */
async function one(session: Session, sql: string): Promise<Json> {
  const [row] = await session.query<Record<string, unknown>>(sql);
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, sum]) => [name, Number(sum ?? 0)]));
}
