import { z } from 'zod';
import type { BesideTables } from '../beside/types.ts';
import { clientsChecks } from './checks.ts';
import { clientsSchema } from './schema.ts';

const table = 'ledger.clients';
const rowsPerPage = 5000;

/** The statement of one write of a client. */
export const clientWriteSql = `INSERT INTO ${table} (client, sequence, value, server_id) VALUES (?, ?, ?, @@server_id)`;

const options = z.object({ clients: clientsSchema });

/** Clients side by side, each with its own settings and its own rows: when does each write again after a fault? */
export const clients = {
  name: 'clients',
  description: 'clients with settings of their own, each of which inserts rows; of each its RTO is measured',
  options,
  prepare: async (session) => {
    await session.query(
      `CREATE TABLE IF NOT EXISTS ${table} (
        client VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        sequence INT UNSIGNED NOT NULL,
        value INT UNSIGNED NOT NULL,
        server_id INT UNSIGNED NOT NULL,
        PRIMARY KEY (client, sequence)
      )`,
    );
  },
  finalReads: async (session, { clients: all }) => {
    const reads: [string, [number, number][]][] = [];
    for (const { name } of all) {
      const rows: [number, number][] = [];
      for (;;) {
        const page = await session.query<{ sequence: number; value: number }>(
          `SELECT sequence, value FROM ${table} WHERE client = ? AND sequence > ? ORDER BY sequence LIMIT ${rowsPerPage}`,
          [name, rows.at(-1)?.[0] ?? 0],
        );
        rows.push(...page.map(({ sequence, value }): [number, number] => [sequence, value]));
        if (page.length < rowsPerPage) break;
      }
      reads.push([name, rows]);
    }
    return reads;
  },
  checks: clientsChecks,
} satisfies BesideTables<typeof options>;
