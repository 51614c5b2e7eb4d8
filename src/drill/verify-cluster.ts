import { type Cluster, type Endpoint, endpointAccount } from '../docker/cluster.ts';
import { replicationOf } from '../engine/list.ts';
import { isDelayed } from '../engine/observation.ts';
import type { Session } from '../engine/session.ts';
import type { Patience } from '../engine/types.ts';
import { withSession } from '../engine/with-session.ts';
import { messageOf } from '../errors.ts';
import type { Observer } from '../observe/observer.ts';
import { primaryOf } from '../observe/ready.ts';
import { waitFor } from '../wait.ts';
import { servingNodes } from './serving-nodes.ts';

/**
 * Proves that the cluster works as a whole: the write endpoint routes, a row written through it is seen on every node,
 * except those that lag on purpose, and the read endpoint, where there is one, leads to a replica that has it.
 *
 * @throws DeadlineError with what an endpoint said, or the node that has not got the row
 */
export async function verifyReplication(
  cluster: Cluster,
  observer: Observer,
  options: Patience,
): Promise<void> {
  const admin = cluster.accounts.admin;
  const token = Math.floor(Math.random() * 2 ** 31);
  await waitFor({ what: 'a write by the endpoint', everyMs: 20, ...options }, async () => {
    try {
      await withSession(
        cluster.engine,
        writeHost(cluster, observer),
        endpointAccount(cluster),
        (connection) => writeProbe(connection, token),
      );
      return { done: true, value: undefined };
    } catch (error) {
      return { done: false, state: messageOf(error) };
    }
  });
  // Asked with every try: a node that did not answer at first may be one that lags on purpose.
  const lagsOnPurpose = (node: string): boolean => {
    const state = observer.latest().get(node)?.state;
    return state !== null && state !== undefined && isDelayed(state);
  };
  const replication = replicationOf(cluster.topology.section);
  await Promise.all(
    servingNodes({ cluster, observer, replication }).map((node) =>
      withSession(cluster.engine, node, admin, (connection) =>
        waitFor({ what: `the first write on ${node.name}`, everyMs: 10, ...options }, async () => {
          if (lagsOnPurpose(node.name)) return { done: true, value: undefined };
          const sql =
            'SELECT COUNT(*) AS seen FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?';
          const [tables] = await connection.query<{ seen: number }>(sql, ['ha_drill', 'probe']);
          if (tables?.seen === 0) return { done: false, state: 'its table is not there' };
          const rows = await connection.query('SELECT token FROM ha_drill.probe WHERE token = ?', [token]);
          return rows.length === 1
            ? { done: true, value: undefined }
            : { done: false, state: 'the row is not there' };
        }),
      ),
    ),
  );
  const { read } = cluster.endpoints;
  for (const host of read?.hosts ?? []) await verifyReads(cluster, host, token, options);
}

/** A proxy may know of a replica later than the replica knows of itself, and sends reads to the primary until then. */
async function verifyReads(
  cluster: Cluster,
  read: Endpoint['hosts'][number],
  token: number,
  patience: Patience,
): Promise<void> {
  await waitFor({ what: 'a read from a replica by the endpoint', everyMs: 20, ...patience }, async () => {
    try {
      return await withSession(cluster.engine, read, endpointAccount(cluster), async (connection) => {
        const sql = 'SELECT @@hostname AS host, @@read_only AS replica FROM ha_drill.probe WHERE token = ?';
        const [row] = await connection.query<{ host: string; replica: number }>(sql, [token]);
        if (row?.replica) return { done: true, value: undefined };
        const state = row ? `it leads to ${row.host}, which accepts writes` : 'the row is not there';
        return { done: false, state };
      });
    } catch (error) {
      return { done: false, state: messageOf(error) };
    }
  });
}

/**
 * Where a write goes by the endpoint. Of a list of nodes, to the one that leads: on another that accepts writes, too, it
 * would be a transaction of that node's own.
 */
function writeHost({ endpoints, nodes }: Cluster, observer: Observer): Endpoint['hosts'][number] {
  const primary = nodes.find(({ name }) => name === primaryOf(observer.latest()));
  const { hosts } = endpoints.write;
  return hosts.find(({ host }) => host === primary?.host) ?? hosts[0];
}

async function writeProbe(connection: Session, token: number): Promise<void> {
  await connection.query('CREATE DATABASE IF NOT EXISTS ha_drill');
  await connection.query(
    'CREATE TABLE IF NOT EXISTS ha_drill.probe (token INT UNSIGNED NOT NULL PRIMARY KEY)',
  );
  await connection.query('REPLACE INTO ha_drill.probe VALUES (?)', [token]);
}
