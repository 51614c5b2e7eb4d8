import { places } from '../../engine/places.ts';
import { environmentError } from '../../errors.ts';
import { askBackup } from '../backups.ts';
import type { ClusterDrill } from '../drill.ts';
import { findDamage } from './find-damage.ts';
import { rebuildNodes } from './rebuild-nodes.ts';
import { reopenCluster } from './reopen-cluster.ts';
import { step } from './step.ts';
import type { UpTo } from './types.ts';

/** Restores beside the closed cluster, copies every node anew from there, and opens it again. */
export async function restoreFromBackup(drill: ClusterDrill, upTo: UpTo): Promise<void> {
  const { backup, nodes } = drill.cluster;
  if (!backup) throw environmentError('The cluster has no backup service that runs.');
  const words = await goalOf(drill, upTo);
  step(drill, 'restore', `restore the data of the cluster: ${words.join(' ') || 'all there is'}`);
  await askBackup(drill, ['restore', ...words]);
  await askBackup(drill, ['new-timeline']);
  step(drill, 'rebuild', 'copy every node anew from the restored server');
  await rebuildNodes(drill, nodes, { name: backup.name, host: backup.address, port: places.port });
  await askBackup(drill, ['release']);
  await reopenCluster(drill);
}

/** Up to where to restore, as options of the backup service. */
export async function goalOf(drill: ClusterDrill, upTo: UpTo): Promise<string[]> {
  if (upTo === 'latest') return [];
  return [upTo === 'before-fault' ? '--before' : '--except', await findDamage(drill)];
}
