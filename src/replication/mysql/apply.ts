import type { Connection, RowDataPacket } from 'mysql2/promise';

/**
 * Waits until a server has committed all of `gtids`.
 *
 * @throws Error when it has not within `deadlineMs` (resolution: 1 s, rounded up)
 */
export async function waitUntilApplied(server: Connection, gtids: string, deadlineMs: number): Promise<void> {
  const seconds = Math.max(1, Math.ceil(deadlineMs / 1000));
  const [rows] = await server.query<(RowDataPacket & { late: number })[]>(
    'SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?) AS late',
    [gtids, seconds],
  );
  if (rows[0]?.late !== 0) throw new Error(`It has not applied what it received within ${seconds} s.`);
}
