import { z } from 'zod';
import type { BesideWorkload } from '../beside/types.ts';
import { blindRetryChecks } from './checks.ts';

const table = 'ledger.retried';

const options = z
  .object({
    key: z.enum(['none', 'unique']).default('none').meta({
      description:
        'what tells the server that it has an operation already: `none`, as in applications that just try again; or a `unique` key of the client, under which trying again is harmless',
    }),
    retryAfterMs: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .meta({ description: 'so many ms after an error it is sent again, until its deadline' }),
  })
  .strict();

/** An application that sends an insert again until it is acknowledged, whatever became of it before. */
export const blindRetry = {
  name: 'blind-retry',
  description:
    'inserts that are sent again until one is acknowledged, with or without a key that tells them apart',
  options,
  prepare: async (session, { key }) => {
    const index = key === 'unique' ? ', UNIQUE KEY (token)' : '';
    await session.query(
      `CREATE TABLE IF NOT EXISTS ${table} (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, token INT NOT NULL${index})`,
    );
  },
  operations: () => {
    let token = 0;
    return () => {
      token += 1;
      return { function: 'insert', key: token, value: null };
    };
  },
  apply: async ({ key: token }, client, { key }) => {
    const again = key === 'unique' ? ' ON DUPLICATE KEY UPDATE token = token' : '';
    await client.write(`INSERT INTO ${table} (token) VALUES (?)${again}`, [Number(token)]);
    return null;
  },
  retryAfterMs: ({ retryAfterMs }) => retryAfterMs,
  finalReads: async (session) => {
    const rows = await session.query<{ token: number; copies: number }>(
      `SELECT token, COUNT(*) AS copies FROM ${table} GROUP BY token ORDER BY token`,
    );
    return rows.map(({ token, copies }) => [token, Number(copies)]);
  },
  checks: blindRetryChecks,
} satisfies BesideWorkload<typeof options>;
