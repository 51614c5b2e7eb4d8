import { askBackup } from '../backups.ts';
import type { ClusterDrill } from '../drill.ts';
import { closeCluster } from './close-cluster.ts';
import { delayedReplica, holdBackDelayed } from './delayed-replica.ts';
import { restoreFromBackup } from './from-backup.ts';
import { restoreFromDelayedReplica } from './from-delayed-replica.ts';
import { step } from './step.ts';
import { restoreTable } from './table.ts';
import type { Restore } from './types.ts';

/** What comes before anything is started again: nobody may work on a cluster that is about to be replaced. */
export async function beforeRestore(drill: ClusterDrill, { what, from }: Restore): Promise<void> {
  // First of all, while the delay lasts; and once more when no manager is left that starts what stands still.
  const late = from === 'delayed-replica' ? delayedReplica(drill) : undefined;
  if (late) await holdBackDelayed(drill, late);
  if (what === 'cluster') await closeCluster(drill);
  if (late) await holdBackDelayed(drill, late);
}

/** What comes when all is well again: backups of the old timeline cannot be continued, so the new one needs its own. */
export async function afterRestore(drill: ClusterDrill, { what }: Restore): Promise<void> {
  if (what !== 'cluster') return;
  step(drill, 'full-backup', 'take the first full backup of the new timeline');
  await askBackup(drill, ['full']);
}

/** The runbook after data was destroyed: brings it back, as the scenario says. */
export async function restoreData(drill: ClusterDrill, { what, from, upTo }: Restore): Promise<void> {
  if (what === 'table') await restoreTable(drill);
  else if (from === 'delayed-replica') await restoreFromDelayedReplica(drill, upTo);
  else await restoreFromBackup(drill, upTo);
}
