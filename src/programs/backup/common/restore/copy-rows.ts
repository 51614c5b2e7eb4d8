import { createConnection, type TypeCastField, type TypeCastNext } from 'mysql2';
import type { Connection } from 'mysql2/promise';
import { environmentError, messageOf } from '../../../../errors.ts';
import { exactValue, listColumns } from '../verify/columns.ts';
import { type Name, quote } from './replaceable.ts';

const rowsAtOnce = 1000;
const bytesAtOnce = 4 * 2 ** 20;

/** A zero is no request for a new number, a date that no strict mode would take is a row as well, and a time is one instant. */
const session = "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'";

/** Each value as its server writes it: what JavaScript would parse, it may round. */
const asWritten = {
  rowsAsArray: true,
  dateStrings: true,
  supportBigNumbers: true,
  bigNumberStrings: true,
  typeCast: (field: TypeCastField, next: TypeCastNext): unknown => {
    if (field.type === 'JSON') return field.string('utf8');
    if (field.type === 'DOUBLE') return field.string();
    return field.type === 'GEOMETRY' || field.type === 'VECTOR' ? field.buffer() : next();
  },
};

/**
 * Copies the rows of a table into another one on another server, which fills in generated columns by itself. Resolves
 * with their number.
 *
 * @throws DrillError (exit 3) with the words of the server that takes no such row
 */
export async function copyRows(from: Connection, name: Name, to: Connection, as: Name): Promise<number> {
  const columns = (await listColumns(from, name)).filter(({ generated }) => !generated);
  const insert = `INSERT INTO ${quote(as)} (${columns.map(({ quoted }) => quoted).join(', ')}) VALUES ?`;
  const batches = new Batches(async (rows) => {
    await to.query(insert, [rows]).catch((error: unknown) => {
      throw environmentError(
        `The rows of ${name.schema}.${name.table} cannot be copied: ${messageOf(error)}`,
      );
    });
  });
  await to.query(session);
  const { host = 'localhost', port = 3306, user = '', password = '' } = from.config;
  // Rows are streamed, which the promises of mysql2 cannot do.
  const reader = createConnection({ host, port, user, password, jsonStrings: true });
  try {
    reader.query(session);
    const sql = `SELECT ${columns.map(exactValue).join(', ')} FROM ${quote(name)}`;
    for await (const row of reader.query({ ...asWritten, sql }).stream()) await batches.add(row);
    await batches.flush();
    return batches.rows;
  } finally {
    reader.destroy();
  }
}

/** Gathers rows until there are enough of them for one statement. */
class Batches {
  rows = 0;
  #batch: unknown[][] = [];
  #bytes = 0;
  readonly #write: (rows: unknown[][]) => Promise<void>;

  constructor(write: (rows: unknown[][]) => Promise<void>) {
    this.#write = write;
  }

  async add(row: unknown[]): Promise<void> {
    this.#batch.push(row);
    for (const value of row)
      if (typeof value === 'string' || value instanceof Buffer) this.#bytes += value.length;
    if (this.#batch.length >= rowsAtOnce || this.#bytes >= bytesAtOnce) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#batch.length > 0) await this.#write(this.#batch);
    this.rows += this.#batch.length;
    this.#batch = [];
    this.#bytes = 0;
  }
}
