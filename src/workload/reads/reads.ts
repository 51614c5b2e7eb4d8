import type { BesideWorkload } from '../beside/types.ts';
import { readsChecks } from './checks.ts';
import { readsOptions, writeValue } from './operations.ts';

const table = 'ledger.reads_rows';

/** Writes of rows with a version, and reads of them on the read endpoint: how old is what applications read? */
export const reads = {
  name: 'reads',
  description: 'rows are written on the write endpoint and read on the read endpoint, which may be behind',
  options: readsOptions,
  prepare: async (session, { keys }) => {
    await session.query(
      `CREATE TABLE IF NOT EXISTS ${table} (id INT UNSIGNED NOT NULL PRIMARY KEY, version BIGINT UNSIGNED NOT NULL)`,
    );
    await session.query(`REPLACE INTO ${table} VALUES ?`, [Array.from({ length: keys }, (_, id) => [id, 0])]);
  },
  operations: (random, options) => {
    let version = 0;
    return () => {
      const key = Math.floor(random() * options.keys);
      if (random() < options.reads) return { function: 'read', key, value: null };
      version += 1;
      return { function: 'write', key, value: version };
    };
  },
  readsAside: ({ function: name }, { from }) => name === 'read' && from === 'read',
  apply: async ({ function: name, key, value }, client) => {
    if (name === 'read') {
      const [row] = await client.read<{ version: number }>(`SELECT version FROM ${table} WHERE id = ?`, [
        Number(key),
      ]);
      return row ? Number(row.version) : null;
    }
    // A write that comes late, after a newer one, changes nothing: versions never go back by what clients do.
    const sql = `UPDATE ${table} SET version = GREATEST(version, ?) WHERE id = ?`;
    await client.write(sql, [writeValue.parse(value), Number(key)]);
    return null;
  },
  finalReads: async (session) => {
    const rows = await session.query<{ id: number; version: number }>(`SELECT * FROM ${table} ORDER BY id`);
    return rows.map(({ id, version }) => [id, Number(version)]);
  },
  checks: readsChecks,
} satisfies BesideWorkload<typeof readsOptions>;
