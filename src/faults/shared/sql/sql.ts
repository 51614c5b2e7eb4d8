import { z } from 'zod';
import { type Done, quoteName, type Session } from '../../../engine/session.ts';
import type { FaultTarget } from '../../types.ts';

/** A statement that has not returned after this long failed: no drill hangs on its own statement. */
const statementMs = 30_000;

const name = (description: string) => z.string().max(64).meta({ description });

const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const aPlainName = 'expected a name of letters, digits and underscores';

const ownSchemas: readonly string[] = ['mysql', 'sys', 'information_schema', 'performance_schema'];
const anApplicationsSchema =
  "expected the name of a schema of the application (letters, digits and underscores), not one of the server's own";

/** Never the server's own schemas: without them nobody, the harness included, could tell what happened. */
export const schemaName = name('schema (database)')
  .regex(plainName, anApplicationsSchema)
  .refine((text) => !ownSchemas.includes(text.toLowerCase()), anApplicationsSchema)
  .default('ledger');

export const columnName = name('column').regex(plainName, aPlainName);

/** Which table; by default the one of the workload `ledger`. */
export const tableParameters = {
  schema: schemaName,
  table: name('table').regex(plainName, aPlainName).default('entries'),
};
export type TableName = { readonly schema: string; readonly table: string };

/** The quoted name of a table. */
export function quoteTable({ schema, table }: TableName): string {
  return `${quoteName(schema)}.${quoteName(table)}`;
}

/** Runs `use` on a new connection as administrator, closed afterwards. */
export async function onServer<T>(target: FaultTarget, use: (connection: Session) => Promise<T>): Promise<T> {
  const connection = await target.connect();
  try {
    return await use(connection);
  } finally {
    connection.destroy();
  }
}

/** The rows of a query. */
export function rowsOf<Row>(
  connection: Session,
  sql: string,
  values: readonly (string | number)[] = [],
): Promise<Row[]> {
  return connection.query<Row>(sql, values, statementMs);
}

/** Runs a statement that returns no rows. */
export function execute(connection: Session, sql: string): Promise<Done> {
  return connection.execute(sql, [], statementMs);
}

/** Whether an error is the server's, with this number. */
export function isServerError(error: unknown, errno: number): boolean {
  return error instanceof Error && 'errno' in error && error.errno === errno;
}
