import { posix } from 'node:path';
import type { Session } from '../session.ts';
import type { BinaryLogs } from '../types.ts';

/** Where a server has its binary logs; null where it keeps none of what it applies. */
export async function binaryLogsOf(session: Session): Promise<BinaryLogs | null> {
  const [row] = await session.query<{ base: string | null; on: number; replicas: number }>(
    'SELECT @@log_bin_basename AS base, @@log_bin AS `on`, @@log_replica_updates AS replicas',
  );
  if (!row?.base || !row.on || !row.replicas) return null;
  const logs = await session.query<{ Log_name: string; File_size: number }>('SHOW BINARY LOGS');
  return {
    folder: posix.dirname(row.base),
    files: logs.map(({ Log_name: name, File_size: bytes }) => ({ name, bytes: Number(bytes) })),
  };
}
