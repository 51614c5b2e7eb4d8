import { z } from 'zod';
import type { BesideWorkload } from '../beside/types.ts';
import { autoIncrementChecks } from './checks.ts';

const table = 'ledger.numbered';

const options = z.object({}).strict();

/** Rows whose ids the server chooses, as those of orders and invoices: what was told to people stands for one row. */
export const autoIncrement = {
  name: 'auto-increment',
  description: 'inserts into a table whose ids the server hands out, and tells the client',
  options,
  prepare: async (session) => {
    await session.query(
      `CREATE TABLE IF NOT EXISTS ${table} (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, content INT NOT NULL)`,
    );
  },
  operations: () => {
    let content = 0;
    return () => {
      content += 1;
      return { function: 'insert', key: null, value: content };
    };
  },
  apply: async ({ value }, client) => {
    await client.write(`INSERT INTO ${table} (content) VALUES (?)`, [Number(value)]);
    const [row] = await client.read<{ id: number }>('SELECT LAST_INSERT_ID() AS id');
    return Number(row?.id);
  },
  finalReads: async (session) => {
    const rows = await session.query<{ id: number; content: number }>(
      `SELECT id, content FROM ${table} ORDER BY id`,
    );
    return rows.map(({ id, content }) => [Number(id), content]);
  },
  checks: autoIncrementChecks,
} satisfies BesideWorkload<typeof options>;
