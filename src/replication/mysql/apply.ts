import type { Connection, RowDataPacket } from 'mysql2/promise';

/**
 * Waits until a server has committed all of `gtids`.
 *
 * @throws Error when it has not within `deadlineMs` (resolution: 1 s, rounded up)
 */
export async function waitUntilApplied(server: Connection, gtids: string, deadlineMs: number): Promise<void> {
  const seconds = Math.max(1, Math.ceil(deadlineMs / 1000));
  const applied = await isAppliedWithin(server, gtids, seconds * 1000);
  if (!applied) throw new Error(`It has not applied what it received within ${seconds} s.`);
}

/** Whether a server has committed all of `gtids`, or does so within so many ms. */
export async function isAppliedWithin(server: Connection, gtids: string, withinMs: number): Promise<boolean> {
  const [rows] = await server.query<(RowDataPacket & { late: number })[]>(
    'SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?) AS late',
    [gtids, withinMs / 1000],
  );
  return rows[0]?.late === 0;
}
