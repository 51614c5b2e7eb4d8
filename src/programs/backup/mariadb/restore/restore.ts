import type { Connection, RowDataPacket } from 'mysql2/promise';
import { environmentError, messageOf } from '../../../../errors.ts';
import {
  beyond,
  formatPosition,
  type GtidPosition,
  isSamePosition,
  parsePosition,
} from '../../../../formats/mariadb-gtid.ts';
import { formatBytes } from '../../../../formats/units.ts';
import { readerOf } from '../../common/archive/read.ts';
import type { Restored, RestoreGoal } from '../../common/restore/goal.ts';
import { mustNotBeUpdatedLater } from '../../common/restore/later-updates.ts';
import { progressOf } from '../../common/service/progress.ts';
import { currentTimeline } from '../../common/store/timeline.ts';
import { filesOfArchives, knownOf } from '../archive/files.ts';
import { archivesOf } from '../archive/seal.ts';
import type { Context } from '../service/config.ts';
import {
  beAt,
  claimWorkFolder,
  onWorkServer,
  releaseWorkServer,
  settleWorkServer,
  startWorkServer,
} from '../service/work-server.ts';
import { readCatalogue } from '../store/catalogue.ts';
import { chooseBackup, type RestorePlan } from './choose.ts';
import { load } from './load.ts';
import { replay } from './replay.ts';

/**
 * Restores the newest backup that leads to the goal, with those that it builds on, and replays the binary logs after it. The
 * server is left running, as the source from which nodes are copied.
 *
 * @throws DrillError (exit 3) when nothing leads there, or a step fails; nothing is left running then
 */
export async function restore(
  goal: RestoreGoal,
  context: Context,
  { acceptLaterUpdates = false } = {},
): Promise<Restored> {
  const { store, emit } = context;
  await claimWorkFolder();
  try {
    const timeline = await currentTimeline(store);
    const files = filesOfArchives(await archivesOf(store, timeline));
    const all = (await readCatalogue(store)).fulls.filter((one) => one.timeline === timeline);
    const plan = await chooseBackup(all, files, goal, readerOf(store));
    if (!acceptLaterUpdates) await mustNotBeUpdatedLater(plan.replay, readerOf(store));
    return await carryOut(plan, knownOf(files), context);
  } catch (error) {
    await releaseWorkServer();
    emit({ type: 'restore-failed', text: `the restore failed: ${messageOf(error)}` });
    throw error;
  }
}

async function carryOut(
  { chain, backup, replay: plan }: RestorePlan,
  known: GtidPosition,
  context: Context,
): Promise<Restored> {
  const { store, admin, emit } = context;
  const fullBytes = chain.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0);
  const kinds = chain.map(({ kind }) => kind).join(' + ');
  emit({
    type: 'restore-started',
    text: `restoring ${backup.id} (${kinds}, ${formatBytes(fullBytes)}), then ${plan.transactions} transactions from binary logs. ${plan.notes.join(' ')}`.trim(),
    data: {
      full: backup.id,
      kinds,
      fullBytes,
      transactions: plan.transactions,
      bytes: plan.bytes,
      after: plan.after,
    },
  });
  await load(chain, context);
  emit({ type: 'restore-loaded', text: `${backup.id} is loaded (${kinds})`, data: { full: backup.id } });
  await startWorkServer(admin);
  return onWorkServer(admin, async (connection) => {
    await mustBeAt(connection, 'gtid_slave_pos', backup.gtids);
    await beAt(connection, backup.gtids);
    await replay(
      store,
      plan.files,
      admin,
      progressOf(emit, 'restore-progress', 'replaying binary logs', plan.bytes),
    );
    await mustBeAt(connection, 'gtid_binlog_pos', plan.reached);
    await beAt(connection, plan.after);
    const abandoned = formatPosition(beyond(parsePosition(plan.after), known));
    await settleWorkServer(connection);
    const left = abandoned === '' ? '' : `; what came after it, up to ${abandoned}, stays out`;
    const text = `replayed ${plan.transactions} transactions${left}`;
    emit({ type: 'restore-replayed', text, data: { transactions: plan.transactions, abandoned } });
    return { full: backup.id, gtids: plan.after, abandoned, replayed: plan.transactions };
  });
}

type Row = RowDataPacket & { position: string };

/** A restore that is not exactly where it was planned to be is none. */
async function mustBeAt(
  connection: Connection,
  variable: 'gtid_slave_pos' | 'gtid_binlog_pos',
  planned: string,
): Promise<void> {
  const [[row]] = await connection.query<Row[]>(`SELECT @@global.${variable} AS position`);
  const found = row?.position ?? '';
  if (isSamePosition(parsePosition(found), parsePosition(planned))) return;
  throw environmentError(`The restored server is at "${found}" (${variable}), expected ${planned}.`, {
    hint: 'the backup has not what its manifest says: judge the store with verify',
  });
}
