import type { Session } from '../../../engine/mysql/statements.ts';
import { execute, rowsOf } from './sql.ts';

/**
 * Runs `use` with `super_read_only` off, so that an administrator can write on a replica, and turns it on again if
 * it was on, whatever happens. `read_only` stays: applications cannot write meanwhile.
 */
export async function asWritable<T>(connection: Session, use: () => Promise<T>): Promise<T> {
  const [row] = await rowsOf<{ sealed: number }>(connection, 'SELECT @@global.super_read_only AS sealed');
  if (row?.sealed !== 1) return use();
  await execute(connection, 'SET GLOBAL super_read_only = OFF');
  try {
    return await use();
  } finally {
    await execute(connection, 'SET GLOBAL super_read_only = ON');
  }
}

/** The same for changes of this server alone: they do not get into the binary log and have no GTID. */
export async function unlogged<T>(connection: Session, use: () => Promise<T>): Promise<T> {
  await execute(connection, 'SET SESSION sql_log_bin = OFF');
  return asWritable(connection, use);
}
