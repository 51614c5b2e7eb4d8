import type { Connection } from 'mysql2/promise';
import { connect } from '../../cluster/connection.ts';
import { environmentError } from '../../errors.ts';
import { equalGtidSets, parseGtidSet } from '../../replication/gtid.ts';
import { follow } from '../../replication/mysql/receiver.ts';
import type { FullMeans } from '../full/types.ts';
import { executedOf, untilExecuted } from '../restore/catch-up.ts';
import { type Restored, restore } from '../restore/restore.ts';
import { askServers, bestToBackUp, primaryAmong, type Reach } from '../service/servers.ts';
import { onWorkServer, releaseWorkServer } from '../service/work-server.ts';
import { differences, digestTables, type TableDigest } from './rows.ts';

/** A restore that was compared with the living cluster. */
export type VerifiedBackup = Restored & {
  /** Whose rows it was compared with. */
  readonly comparedWith: string;
  readonly tables: number;
  readonly rows: number;
  /** A line each; none where the backup works. */
  readonly differences: readonly string[];
};

/**
 * The only proof that a backup works: restores the newest one, replays what came after it, attaches it to the living
 * cluster as a replica that acknowledges nothing, lets it catch up, and compares all rows with a replica's that stands
 * still at the same transaction meanwhile. Everything is removed afterwards.
 *
 * @throws DrillError (exit 3) when it cannot be restored or attached
 */
export async function verifyByRestore(means: FullMeans & Reach): Promise<VerifiedBackup> {
  const { admin, replication, tell } = means;
  const restored = await restore({ kind: 'latest' }, means);
  try {
    const servers = await askServers(means);
    const [primary, peer] = [primaryAmong(servers), bestToBackUp(servers)];
    if (!primary || !peer) throw environmentError('There is no primary to compare the restored server with.');
    return await onWorkServer(admin, async (own) => {
      const source = { host: primary.address.host, port: primary.address.port, account: replication };
      await follow(own, { ...source, heartbeatMs: 1000, delaySeconds: 0 });
      const other = await connect(peer.address, admin, 5000);
      try {
        const standing = peer === primary ? underReadLock(other, own) : atOneTransaction(other, own);
        return report(restored, peer.address.name, ...(await standing), tell);
      } finally {
        other.destroy();
      }
    });
  } finally {
    await releaseWorkServer();
  }
}

type Digests = [Map<string, TableDigest>, Map<string, TableDigest>];

/** A primary without replicas is held still by a global read lock, for as long as both are read. */
async function underReadLock(primary: Connection, own: Connection): Promise<Digests> {
  await primary.query('FLUSH TABLES WITH READ LOCK');
  try {
    await untilExecuted(own, await executedOf(primary));
    return [await digestTables(primary), await digestTables(own)];
  } finally {
    await primary.query('UNLOCK TABLES');
  }
}

/** Stops the appliers of both at the same transaction, reads both, and lets the peer go on. */
async function atOneTransaction(peer: Connection, own: Connection): Promise<Digests> {
  await peer.query('STOP REPLICA SQL_THREAD');
  try {
    const goal = await executedOf(peer);
    await untilExecuted(own, goal);
    await own.query('STOP REPLICA SQL_THREAD');
    const reached = await executedOf(own);
    // Ours may have gone further meanwhile: the peer applies just that, and both are equal.
    if (!equalGtidSets(parseGtidSet(reached), parseGtidSet(goal))) {
      await peer.query('START REPLICA SQL_THREAD UNTIL SQL_AFTER_GTIDS = ?', [reached]);
      await untilExecuted(peer, reached);
      await peer.query('STOP REPLICA SQL_THREAD');
    }
    const [a, b] = [await executedOf(peer), await executedOf(own)];
    if (!equalGtidSets(parseGtidSet(a), parseGtidSet(b))) {
      throw environmentError(`The servers could not be stopped at the same transaction: ${a}, and ${b}.`);
    }
    return [await digestTables(peer), await digestTables(own)];
  } finally {
    await peer.query('START REPLICA SQL_THREAD');
  }
}

function report(
  restored: Restored,
  comparedWith: string,
  expected: ReadonlyMap<string, TableDigest>,
  found: ReadonlyMap<string, TableDigest>,
  tell: FullMeans['tell'],
): VerifiedBackup {
  const rows = [...expected.values()].reduce((sum, table) => sum + table.rows, 0);
  const unequal = differences(expected, found);
  const how = unequal.length === 0 ? 'all equal' : `different: ${unequal.join('; ')}`;
  const text = `${restored.full} was restored, caught up, and compared with ${comparedWith}: ${rows} rows in ${expected.size} tables, ${how}`;
  tell({ type: 'backup-verified', text, data: { full: restored.full, rows, differences: unequal } });
  return { ...restored, comparedWith, tables: expected.size, rows, differences: unequal };
}
