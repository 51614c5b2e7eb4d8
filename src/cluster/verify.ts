import type { Connection, RowDataPacket } from 'mysql2/promise';
import { messageOf } from '../errors.ts';
import { isDelayed } from '../replication/node-state.ts';
import { waitFor } from '../wait.ts';
import type { Cluster } from './cluster.ts';
import { withConnection } from './connection.ts';
import type { Observer } from './observer.ts';

/**
 * Proves that the cluster works as a whole: the write endpoint routes, and a row written through it is seen on every
 * node, except those that lag on purpose.
 *
 * @throws DeadlineError with what the endpoint said, or the node that has not got the row
 */
export async function verifyReplication(
  cluster: Cluster,
  observer: Observer,
  options: { deadlineMs: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const admin = cluster.accounts.admin;
  const token = Math.floor(Math.random() * 2 ** 31);
  await waitFor({ what: 'a write by the endpoint', everyMs: 20, ...options }, async () => {
    try {
      await withConnection(cluster.endpoints.write, admin, (connection) => writeProbe(connection, token));
      return { done: true, value: undefined };
    } catch (error) {
      return { done: false, state: messageOf(error) };
    }
  });
  const punctual = cluster.nodes.filter(({ name }) => {
    const state = observer.latest().get(name)?.state;
    return !(state && isDelayed(state));
  });
  await Promise.all(
    punctual.map((node) =>
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

async function writeProbe(connection: Connection, token: number): Promise<void> {
  await connection.query('CREATE DATABASE IF NOT EXISTS ha_drill');
  await connection.query(
    'CREATE TABLE IF NOT EXISTS ha_drill.probe (token INT UNSIGNED NOT NULL PRIMARY KEY)',
  );
  await connection.query('REPLACE INTO ha_drill.probe VALUES (?)', [token]);
}
