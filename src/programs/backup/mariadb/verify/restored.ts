import { type Connection, escape as quote } from 'mysql2/promise';
import { environmentError } from '../../../../errors.ts';
import { isSamePosition, parsePosition } from '../../../../formats/mariadb-gtid.ts';
import { connect } from '../../../mysql/session.ts';
import { type Content, type Contents, report, type VerifiedBackup } from '../../common/verify/compare.ts';
import { definitionQueries, readDefinitions } from '../../common/verify/definitions.ts';
import { digestTables } from '../../common/verify/rows.ts';
import { restore } from '../restore/restore.ts';
import type { Context } from '../service/config.ts';
import { pointAt, untilAt } from '../service/follow.ts';
import { askServers, positionOn, primaryAmong } from '../service/servers.ts';
import { onWorkServer, releaseWorkServer } from '../service/work-server.ts';

/**
 * The only proof that a backup works: restores the newest one, replays what came after it, attaches it to the living
 * cluster as a replica that acknowledges nothing, lets it catch up, and compares all rows and definitions with those of a
 * member at the same transaction. Everything is removed afterwards.
 *
 * @throws DrillError (exit 3) when it cannot be restored or attached
 */
export async function verifyByRestore(context: Context): Promise<VerifiedBackup> {
  const { admin, replication, emit } = context;
  const restored = await restore({ kind: 'latest' }, context);
  try {
    const servers = await askServers(context);
    const primary = primaryAmong(servers);
    // A replica, so that the primary has no work by it.
    const peer = servers.find(({ replicates }) => replicates) ?? primary;
    if (!primary || !peer) throw environmentError('There is no primary to compare the restored server with.');
    return await onWorkServer(admin, async (own) => {
      await pointAt(own, primary.address, replication);
      const other = await connect(peer.address, admin, 5000);
      try {
        return report(restored, peer.address.name, await atOneTransaction(other, own), emit);
      } finally {
        other.destroy();
      }
    });
  } finally {
    await releaseWorkServer();
  }
}

/**
 * Reads both servers at one transaction. The peer stands still only for the moment in which a snapshot of it begins; ours is
 * behind by then, and applies just what is in the snapshot.
 */
async function atOneTransaction(peer: Connection, own: Connection): Promise<Contents> {
  await untilAt(peer, await positionOn(own), 'the peer');
  await peer.query('FLUSH TABLES WITH READ LOCK');
  const goal = await positionOn(peer);
  await peer.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
  await peer.query('UNLOCK TABLES');
  if (!areSame(await positionOn(own), goal)) {
    await own.query(`START SLAVE UNTIL master_gtid_pos = ${quote(goal)}`);
    await untilAt(own, goal, 'the restored server');
    await own.query('STOP SLAVE');
  }
  const reached = await positionOn(own);
  if (!areSame(reached, goal)) {
    throw environmentError(`The restored server could not be stopped at ${goal}: it is at ${reached}.`);
  }
  return [await contentOf(peer), await contentOf(own)];
}

function areSame(a: string, b: string): boolean {
  return isSamePosition(parsePosition(a), parsePosition(b));
}

const queries = {
  ...definitionQueries,
  // Each node makes the accounts of the cluster itself.
  account: `SELECT CONCAT(User, '@', Host) AS name, IF(User LIKE 'ha\\\\_%', '', CAST(Priv AS CHAR)) AS text
    FROM mysql.global_priv WHERE User <> 'mariadb.sys' AND COALESCE(JSON_VALUE(Priv, '$.is_role'), 0) = 0`,
};

async function contentOf(server: Connection): Promise<Content> {
  return { definitions: await readDefinitions(server, queries), tables: await digestTables(server) };
}
