import type { Session } from '../engine/session.ts';
import type { FinalRowsLine } from '../history/schema.ts';
import type { Workload, Write } from './types.ts';

const rowsPerLine = 2000;

/**
 * Every write is a row of its own, named by writer and sequence, that carries a random value and the id of the
 * server that executed it: so each acknowledged write can be looked for, and who acknowledged it be told.
 */
export const ledger: Workload = {
  name: 'ledger',
  description: 'inserts of one row each, keyed by writer and sequence, with a random value',
  promises: [],
  tables: [],
  prepare: async (session) => {
    await session.query('CREATE DATABASE IF NOT EXISTS ledger');
    await session.query(
      `CREATE TABLE IF NOT EXISTS ledger.entries (
        writer INT UNSIGNED NOT NULL,
        sequence INT UNSIGNED NOT NULL,
        value INT UNSIGNED NOT NULL,
        server_id INT UNSIGNED NOT NULL,
        PRIMARY KEY (writer, sequence)
      )`,
    );
  },
  statement: ({ writer, sequence, value }: Write) => ({
    sql: 'INSERT INTO ledger.entries (writer, sequence, value, server_id) VALUES (?, ?, ?, @@server_id)',
    values: [writer, sequence, value],
  }),
  collect,
};

type Row = { writer: number; sequence: number; value: number; server_id: number };

/** Pages by primary key, so that neither side holds more than one page. */
async function* collect(session: Session): AsyncGenerator<FinalRowsLine> {
  let after = { writer: -1, sequence: -1 };
  for (;;) {
    const rows = await session.query<Row>(
      `SELECT writer, sequence, value, server_id FROM ledger.entries
       WHERE writer > ? OR (writer = ? AND sequence > ?) ORDER BY writer, sequence LIMIT ${rowsPerLine}`,
      [after.writer, after.writer, after.sequence],
    );
    yield* linesOf(rows);
    const last = rows.at(-1);
    if (!last || rows.length < rowsPerLine) return;
    after = { writer: last.writer, sequence: last.sequence };
  }
}

function* linesOf(rows: readonly Row[]): Generator<FinalRowsLine> {
  for (const [writer, own] of Map.groupBy(rows, (row) => row.writer)) {
    yield [
      writer,
      own.map((row) => row.sequence),
      own.map((row) => row.value),
      own.map((row) => row.server_id),
    ];
  }
}
