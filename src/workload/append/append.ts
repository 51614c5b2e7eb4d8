import type { Random } from '../../random.ts';
import type { Client } from '../beside/client.ts';
import type { BesideWorkload } from '../beside/types.ts';
import { appendChecks } from './checks.ts';
import { type AppendOptions, appendOptions, type Statement, transaction } from './operations.ts';

const table = 'ledger.append_lists';

/**
 * Transactions that append to lists and read them. Each element is appended to its list once, so that a read tells which
 * appends came before it, and in which order (Kingsbury and Alvaro, "Elle", VLDB 2020).
 */
export const append = {
  name: 'append',
  description:
    'transactions of several statements that append to lists and read them; judged in the manner of Elle',
  options: appendOptions,
  prepare: async (session) => {
    await session.query(
      `CREATE TABLE IF NOT EXISTS ${table} (id INT UNSIGNED NOT NULL PRIMARY KEY, elements TEXT NOT NULL)`,
    );
    await session.query(`DELETE FROM ${table}`);
  },
  operations: (random, options) => {
    const lists = startLists(random, options);
    return () => {
      const count = 1 + Math.floor(random() * options.length);
      return { function: 'txn', key: null, value: Array.from({ length: count }, () => lists()) };
    };
  },
  apply: async ({ value }, client, { isolation }) =>
    client.transaction(isolation, async () => {
      const done: Statement[] = [];
      for (const one of transaction.parse(value)) done.push(await applyOne(one, client));
      return done;
    }),
  finalReads: async (session) => {
    const rows = await session.query<Row>(`SELECT id, elements FROM ${table} ORDER BY id`);
    return rows.map(({ id, elements }) => [id, listOf(elements)]);
  },
  checks: appendChecks,
} satisfies BesideWorkload<typeof appendOptions>;

type Row = { readonly id: number; readonly elements: string };

async function applyOne(one: Statement, client: Client): Promise<Statement> {
  const [what, key, element] = one;
  if (what === 'append') {
    const sql = `INSERT INTO ${table} (id, elements) VALUES (?, ?) ON DUPLICATE KEY UPDATE elements = CONCAT(elements, ',', ?)`;
    await client.write(sql, [key, element, element]);
    return one;
  }
  const [row] = await client.read<Row>(`SELECT id, elements FROM ${table} WHERE id = ?`, [key]);
  return ['r', key, row ? listOf(row.elements) : []];
}

function listOf(elements: string): number[] {
  return elements.split(',').map(Number);
}

/** Statements on lists of which each gets so many appends, and then gives its place to a new one. */
function startLists(random: Random, { keys, appends }: AppendOptions): () => Statement {
  const used = Array.from({ length: keys }, (_, key) => ({ key, last: 0 }));
  let created = keys;
  return () => {
    const place = Math.floor(random() * keys);
    const at = used[place] ?? { key: 0, last: 0 };
    if (random() < 0.5) return ['r', at.key, null];
    at.last += 1;
    if (at.last >= appends) {
      used[place] = { key: created, last: 0 };
      created += 1;
    }
    return ['append', at.key, at.last];
  };
}
