import { withConnection } from '../../cluster/connection.ts';
import { primaryOf } from '../../cluster/ready.ts';
import { makeReadOnly } from '../../replication/mysql/writes.ts';
import { askBackup } from '../backups.ts';
import type { ClusterDrill } from '../drill.ts';
import { faultTargets } from '../targets.ts';
import { step } from './step.ts';

/** Commits in progress have this long to end (s). */
const patienceSeconds = 5;

/** Stops all writes: nobody fails over or repairs any more, and the archive has all that was ever committed. */
export async function closeCluster(drill: ClusterDrill): Promise<void> {
  const { nodes, accounts, topology } = drill.cluster;
  const manager = topology.section.manager?.service;
  step(drill, 'close', 'stop the failover manager, and all writes');
  if (manager) for (const target of faultTargets(drill, [manager])) await target.stopContainer();
  const primary = nodes.find(({ name }) => name === primaryOf(drill.observer.latest()));
  if (!primary) return;
  const executed = await withConnection(primary, accounts.admin, async (connection) => {
    await makeReadOnly(connection, patienceSeconds);
    return (await drill.replication.inspect(connection)).gtidExecuted;
  });
  await askBackup(drill, ['await-archive', executed]);
}
