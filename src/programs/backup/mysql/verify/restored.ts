import type { Connection } from 'mysql2/promise';
import { environmentError } from '../../../../errors.ts';
import { equalGtidSets, parseGtidSet } from '../../../../formats/gtid.ts';
import { executedOn, waitUntilExecuted } from '../../../mysql/gtids.ts';
import { follow } from '../../../mysql/receiver.ts';
import { connect } from '../../../mysql/session.ts';
import { type Content, type Contents, report, type VerifiedBackup } from '../../common/verify/compare.ts';
import { readDefinitions } from '../../common/verify/definitions.ts';
import { digestTables } from '../../common/verify/rows.ts';
import type { FullContext } from '../full/types.ts';
import { restore } from '../restore/restore.ts';
import { askServers, bestToBackUp, primaryAmong, type Reach } from '../service/servers.ts';
import { onWorkServer, releaseWorkServer } from '../service/work-server.ts';

const withinMs = 300_000;

/**
 * The only proof that a backup works: restores the newest one, replays what came after it, attaches it to the living
 * cluster as a replica that acknowledges nothing, lets it catch up, and compares all rows and definitions with those of a
 * member at the same transaction. Everything is removed afterwards.
 *
 * @throws DrillError (exit 3) when it cannot be restored or attached
 */
export async function verifyByRestore(context: FullContext & Reach): Promise<VerifiedBackup> {
  const { admin, replication, emit } = context;
  const restored = await restore({ kind: 'latest' }, context);
  try {
    const servers = await askServers(context);
    const [primary, peer] = [primaryAmong(servers), bestToBackUp(servers)];
    if (!primary || !peer) throw environmentError('There is no primary to compare the restored server with.');
    return await onWorkServer(admin, async (own) => {
      const source = { host: primary.address.host, port: primary.address.port, account: replication };
      await follow(own, { ...source, heartbeatMs: 1000, delaySeconds: 0 });
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

async function contentOf(server: Connection): Promise<Content> {
  return { definitions: await readDefinitions(server), tables: await digestTables(server) };
}

/**
 * Reads both servers at one transaction. The peer stands still only for the moment in which a snapshot of it begins, as
 * mysqldump does it; ours is behind by then, and applies just what is in the snapshot.
 */
async function atOneTransaction(peer: Connection, own: Connection): Promise<Contents> {
  await own.query('STOP REPLICA SQL_THREAD');
  await waitUntilExecuted(peer, await executedOn(own), 'the peer', withinMs);
  await peer.query('FLUSH TABLES WITH READ LOCK');
  const goal = await executedOn(peer);
  await peer.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
  await peer.query('UNLOCK TABLES');
  if (!areEqual(await executedOn(own), goal)) {
    await own.query('START REPLICA SQL_THREAD UNTIL SQL_AFTER_GTIDS = ?', [goal]);
    await waitUntilExecuted(own, goal, 'the restored server', withinMs);
    await own.query('STOP REPLICA SQL_THREAD');
  }
  const reached = await executedOn(own);
  if (!areEqual(reached, goal)) {
    throw environmentError(`The restored server could not be stopped at ${goal}: it has ${reached}.`);
  }
  return [await contentOf(peer), await contentOf(own)];
}

function areEqual(a: string, b: string): boolean {
  return equalGtidSets(parseGtidSet(a), parseGtidSet(b));
}
