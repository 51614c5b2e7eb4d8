import type { BesideWorkload } from '../beside/types.ts';
import { eventsChecks } from './checks.ts';
import { eventsOptions } from './operations.ts';

const table = 'ledger.event_rows';
const event = 'ledger.event_of_workload';
/** The event writes while it has a row: so it can be ended, and stays defined and enabled as it was. */
const running = 'ledger.event_running';

/** A job of the server's own scheduler, and clients that look whether it still does its work. */
export const events = {
  name: 'events',
  description: 'an event of the server writes a row every second, and clients look for the newest',
  options: eventsOptions,
  defines: ['events'],
  prepare: async (session, { everySeconds }) => {
    await session.query(
      `CREATE TABLE IF NOT EXISTS ${table} (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, at DATETIME(3) NOT NULL, server_id INT UNSIGNED NOT NULL)`,
    );
    await session.query(`CREATE TABLE IF NOT EXISTS ${running} (id INT UNSIGNED NOT NULL PRIMARY KEY)`);
    await session.query(`REPLACE INTO ${running} VALUES (1)`);
    await session.query(`DROP EVENT IF EXISTS ${event}`);
    await session.query(
      `CREATE EVENT ${event} ON SCHEDULE EVERY ${everySeconds} SECOND
        DO INSERT INTO ${table} (at, server_id) SELECT UTC_TIMESTAMP(3), @@server_id FROM ${running}`,
    );
  },
  operations: () => () => ({ function: 'look', key: null, value: null }),
  apply: async (_, client) => {
    const [row] = await client.read<{ newest: number | null }>(`SELECT MAX(id) AS newest FROM ${table}`);
    return row?.newest == null ? null : Number(row.newest);
  },
  // Else it writes on while the nodes are compared.
  finish: async (session) => {
    await session.query(`DELETE FROM ${running}`);
  },
  finalReads: async (session) => {
    const rows = await session.query<{ id: number; atMs: number; server: number }>(
      `SELECT id, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', at) DIV 1000 AS atMs, server_id AS server
       FROM ${table} ORDER BY id`,
    );
    return rows.map(({ id, atMs, server }) => [Number(id), [Number(atMs), server]]);
  },
  checks: eventsChecks,
} satisfies BesideWorkload<typeof eventsOptions>;
