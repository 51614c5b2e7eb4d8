import { createReadStream, createWriteStream } from 'node:fs';
import { chown, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { environmentError } from '../../../../errors.ts';
import {
  containsGtidSet,
  countGtids,
  intersectGtidSets,
  parseGtidSet,
  subtractGtidSets,
} from '../../../../formats/gtid.ts';
import { waitFor } from '../../../../wait.ts';
import { executedOn } from '../../../mysql/gtids.ts';
import { readState } from '../../../mysql/server-state.ts';
import type { OnBytes } from '../../common/store/checksum.ts';
import type { ReplayFile, ReplayPlan } from '../replay/types.ts';
import { workFolder } from '../service/work-server.ts';

const withinMs = 24 * 3_600_000;
/** So large that a replay as fast as the disk does not wait for checkpoints. */
const redoBytes = 512 * 2 ** 20;

/**
 * Puts binary logs where the server looks for relay logs, each as far as it is to be replayed: its parallel applier
 * then replays them faster than a client could. The server must be down.
 */
export async function placeRelayLogs(store: string, files: readonly ReplayFile[]): Promise<void> {
  const { uid, gid } = await stat(join(workFolder, 'ibdata1'));
  const names = files.map((_, index) => `relay-bin.${String(index + 1).padStart(6, '0')}`);
  for (const [index, { file, bytes }] of files.entries()) {
    const path = join(workFolder, names[index] ?? '');
    await pipeline(createReadStream(join(store, file), { end: bytes - 1 }), createWriteStream(path));
    const { size } = await stat(path);
    if (size !== bytes) {
      throw environmentError(`${file} has ${size} of the ${bytes} bytes that are to be replayed.`);
    }
    await chown(path, uid, gid);
  }
  const list = join(workFolder, 'relay-bin.index');
  await writeFile(list, names.map((name) => `./${name}\n`).join(''));
  await chown(list, uid, gid);
}

/**
 * Replays the relay logs that were placed; resolves when the server has executed all that the plan says.
 *
 * @param onBytes told of progress: bytes of binary log, as far as transactions tell
 * @throws DrillError (exit 3) with the applier's own words when it stops
 */
export async function replay(connection: Connection, plan: ReplayPlan, onBytes: OnBytes): Promise<void> {
  await connection.query(
    "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'archive', SOURCE_USER = 'nobody', RELAY_LOG_FILE = 'relay-bin.000001', RELAY_LOG_POS = 4",
  );
  await connection.query(`SET GLOBAL innodb_redo_log_capacity = ${redoBytes}`);
  await connection.query('START REPLICA SQL_THREAD');
  const goal = parseGtidSet(plan.after);
  const base = subtractGtidSets(goal, parseGtidSet(await executedOn(connection)));
  const total = Math.max(1, countGtids(base));
  let told = 0;
  await waitFor({ what: 'the replay', deadlineMs: withinMs, everyMs: 50 }, async () => {
    const state = await readState(connection);
    const executed = parseGtidSet(state.gtidExecuted);
    const done = Math.round((countGtids(intersectGtidSets(base, executed)) / total) * plan.bytes);
    onBytes(done - told);
    told = done;
    if (containsGtidSet(executed, goal)) return { done: true, value: undefined };
    const error = await applierError(connection, state.source?.applier === 'off');
    if (error !== undefined) {
      throw environmentError(`The replay stopped after ${countGtids(executed)} transactions: ${error}`);
    }
    return { done: false, state: `${countGtids(subtractGtidSets(goal, executed))} transactions are left` };
  });
  await connection.query('STOP REPLICA');
  await connection.query('RESET REPLICA ALL');
}

async function applierError(connection: Connection, stopped: boolean): Promise<string | undefined> {
  const sql = `SELECT LAST_ERROR_MESSAGE AS message FROM performance_schema.replication_applier_status_by_worker
               WHERE LAST_ERROR_NUMBER <> 0
               UNION SELECT LAST_ERROR_MESSAGE FROM performance_schema.replication_applier_status_by_coordinator
               WHERE LAST_ERROR_NUMBER <> 0`;
  const [rows] = await connection.query<(RowDataPacket & { message: string })[]>(sql);
  return rows[0]?.message ?? (stopped ? 'the applier is not running, and says no reason' : undefined);
}
