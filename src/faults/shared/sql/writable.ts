import type { Session } from '../../../engine/session.ts';
import type { Engine } from '../../../engine/types.ts';
import { execute } from './sql.ts';

/**
 * Runs `use` so that an administrator can change this server alone, be it a replica: what it does does not get into the
 * binary log and has no GTID.
 */
export async function unlogged<T>(engine: Engine, connection: Session, use: () => Promise<T>): Promise<T> {
  await execute(connection, 'SET SESSION sql_log_bin = OFF');
  return engine.statements.asWritable(connection, use);
}
