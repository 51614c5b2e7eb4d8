import type { RowDataPacket } from 'mysql2/promise';
import { waitFor } from '../wait.ts';
import type { Cluster } from './cluster.ts';
import { withConnection } from './connection.ts';

/**
 * Proves that the cluster works as a whole: a row written through the write endpoint is seen on every node.
 *
 * @throws DeadlineError naming the nodes that have not got it
 */
export async function verifyReplication(
  cluster: Cluster,
  options: { deadlineMs: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const admin = cluster.accounts.admin;
  const token = Math.floor(Math.random() * 2 ** 31);
  await withConnection(cluster.endpoints.write, admin, async (connection) => {
    await connection.query('CREATE DATABASE IF NOT EXISTS ha_drill');
    await connection.query(
      'CREATE TABLE IF NOT EXISTS ha_drill.probe (token INT UNSIGNED NOT NULL PRIMARY KEY)',
    );
    await connection.query('INSERT INTO ha_drill.probe VALUES (?)', [token]);
  });
  await Promise.all(
    cluster.nodes.map((node) =>
      withConnection(node, admin, (connection) =>
        waitFor({ what: `the first write on ${node.name}`, everyMs: 10, ...options }, async () => {
          const sql =
            'SELECT COUNT(*) AS seen FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?';
          const [tables] = await connection.query<RowDataPacket[]>(sql, ['ha_drill', 'probe']);
          if (tables[0]?.seen === 0) return { done: false, state: 'its table is not there' };
          const [rows] = await connection.query<RowDataPacket[]>(
            'SELECT token FROM ha_drill.probe WHERE token = ?',
            [token],
          );
          return rows.length === 1
            ? { done: true, value: undefined }
            : { done: false, state: 'the row is not there' };
        }),
      ),
    ),
  );
}
