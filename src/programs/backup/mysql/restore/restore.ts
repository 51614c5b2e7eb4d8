import type { Connection } from 'mysql2/promise';
import { environmentError } from '../../../../errors.ts';
import {
  equalGtidSets,
  formatGtidSet,
  type GtidSet,
  parseGtidSet,
  subtractGtidSets,
} from '../../../../formats/gtid.ts';
import { formatBytes } from '../../../../formats/units.ts';
import { executedOn, skipTransaction } from '../../../mysql/gtids.ts';
import { readerOf } from '../../common/archive/read.ts';
import type { Restored, RestoreGoal } from '../../common/restore/goal.ts';
import { mustNotBeUpdatedLater } from '../../common/restore/later-updates.ts';
import { progressOf } from '../../common/service/progress.ts';
import { currentTimeline } from '../../common/store/timeline.ts';
import { archivesOf } from '../archive/seal.ts';
import { fullMethods } from '../full/list.ts';
import type { FullContext } from '../full/types.ts';
import { binlogsOf, knownGtids } from '../judge/binlogs.ts';
import {
  claimWorkFolder,
  onWorkServer,
  releaseWorkServer,
  settleWorkServer,
  startWorkServer,
} from '../service/work-server.ts';
import { readCatalogue } from '../store/read-catalogue.ts';
import { chainOf } from './chain.ts';
import { chooseBackup, type RestorePlan } from './choose.ts';
import { placeRelayLogs, replay } from './replay.ts';

/**
 * Restores the newest full backup that leads to the goal, and replays the binary logs after it. The server is left
 * running, as the source from which nodes are copied.
 *
 * @throws DrillError (exit 3) when nothing leads there, or a step fails; nothing is left running then
 */
export async function restore(
  goal: RestoreGoal,
  context: FullContext,
  { acceptLaterUpdates = false } = {},
): Promise<Restored> {
  const { store, emit } = context;
  await claimWorkFolder();
  try {
    const timeline = await currentTimeline(store);
    const archives = await archivesOf(store, timeline);
    const fulls = (await readCatalogue(store)).fulls.filter((full) => full.timeline === timeline);
    const plan = await chooseBackup(fulls, chainOf(archives), goal, readerOf(store));
    if (!acceptLaterUpdates) await mustNotBeUpdatedLater(plan.replay, readerOf(store));
    return await carryOut(plan, knownGtids(binlogsOf(archives)), context);
  } catch (error) {
    await releaseWorkServer();
    const text = `the restore failed: ${error instanceof Error ? error.message : error}`;
    emit({ type: 'restore-failed', text });
    throw error;
  }
}

async function carryOut(plan: RestorePlan, known: GtidSet, context: FullContext): Promise<Restored> {
  const { store, admin, emit } = context;
  const { full, replay: chain } = plan;
  const fullBytes = full.files.reduce((sum, { bytes }) => sum + bytes, 0);
  emit({
    type: 'restore-started',
    text: `restoring ${full.id} (${formatBytes(fullBytes)}), then ${chain.transactions} transactions from ${chain.files.length} binary logs. ${chain.notes.join(' ')}`.trim(),
    data: {
      full: full.id,
      fullBytes,
      transactions: chain.transactions,
      bytes: chain.bytes,
      after: chain.after,
    },
  });
  await fullMethods[full.method].load(full, context);
  emit({ type: 'restore-loaded', text: `${full.id} is loaded`, data: { full: full.id } });
  if (chain.files.length > 0) await placeRelayLogs(store, chain.files);
  await startWorkServer(admin);
  return onWorkServer(admin, async (connection) => {
    await mustHave(connection, full.gtids);
    if (chain.skip !== null) await skipTransaction(connection, chain.skip);
    const onBytes = progressOf(emit, 'restore-progress', 'replaying binary logs', chain.bytes);
    if (chain.files.length > 0) await replay(connection, chain, onBytes);
    await mustHave(connection, chain.after);
    const abandoned = formatGtidSet(subtractGtidSets(known, parseGtidSet(chain.after)));
    await settleWorkServer(connection);
    const text = `replayed ${chain.transactions} transactions${abandoned === '' ? '' : `; ${abandoned} stay out`}`;
    emit({ type: 'restore-replayed', text, data: { transactions: chain.transactions, abandoned } });
    return { full: full.id, gtids: chain.after, abandoned, replayed: chain.transactions };
  });
}

/** A restore that is not exactly what was planned is none. */
async function mustHave(connection: Connection, planned: string): Promise<void> {
  const found = await executedOn(connection);
  if (equalGtidSets(parseGtidSet(found), parseGtidSet(planned))) return;
  throw environmentError(`The restored server has executed ${found}, expected ${planned}.`, {
    hint: 'the full backup has not what its manifest says: judge the store with verify',
  });
}
