import { ledger } from './ledger.ts';
import type { Workload } from './types.ts';

const counters = 64;

/**
 * The ledger, and with every insert one of a few counters rises, in the same transaction. Writes that meet on a counter
 * wait for each other on one server; on two members of a group that both accept writes they conflict, and the one that
 * is certified second is rolled back.
 */
export const hotRows: Workload = {
  ...ledger,
  name: 'hot-rows',
  description: `the ledger, where every insert also raises one of ${counters} counters: writers meet`,
  promises: ['counters'],
  tables: [{ name: 'ledger.counters', columns: ['id', 'raised'], countsByValueModulo: counters }],
  prepare: async (session) => {
    await ledger.prepare(session);
    await session.query(
      'CREATE TABLE IF NOT EXISTS ledger.counters (id INT UNSIGNED NOT NULL PRIMARY KEY, raised INT UNSIGNED NOT NULL)',
    );
    const rows = Array.from({ length: counters }, (_, id) => [id, 0]);
    await session.query('REPLACE INTO ledger.counters VALUES ?', [rows]);
    await session.query(
      `CREATE TRIGGER IF NOT EXISTS ledger.raise AFTER INSERT ON ledger.entries FOR EACH ROW
         UPDATE ledger.counters SET raised = raised + 1 WHERE id = NEW.value MOD ${counters}`,
    );
  },
};
