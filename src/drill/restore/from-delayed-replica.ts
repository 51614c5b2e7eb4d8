import { executedBy } from '../../engine/transactions.ts';
import { withSession } from '../../engine/with-session.ts';
import { environmentError } from '../../errors.ts';
import { askBackup } from '../backups.ts';
import type { ClusterDrill } from '../drill.ts';
import { applyWithout, delayedReplica } from './delayed-replica.ts';
import { findDamage } from './find-damage.ts';
import { rebuildNodes } from './rebuild-nodes.ts';
import { reopenCluster } from './reopen-cluster.ts';
import { step } from './step.ts';
import type { UpTo } from './types.ts';

/** Lets the delayed replica go on without the bad transaction, copies every other node anew from it, and opens again. */
export async function restoreFromDelayedReplica(drill: ClusterDrill, upTo: UpTo): Promise<void> {
  if (upTo === 'latest') throw environmentError('A delayed replica is of use up to a transaction only.');
  const node = delayedReplica(drill);
  const executed = await executedByAny(drill);
  const gtid = await findDamage(drill);
  step(drill, 'restore', `let ${node.name} apply what it held back, ${upTo.replace('-fault', '')} ${gtid}`);
  await applyWithout(drill, node, { gtid, executed, upTo });
  await askBackup(drill, ['new-timeline']);
  step(drill, 'rebuild', `copy every other node anew from ${node.name}`);
  await rebuildNodes(
    drill,
    drill.cluster.nodes.filter(({ name }) => name !== node.name),
    node,
  );
  await reopenCluster(drill);
}

/** All that any node has executed. */
async function executedByAny(drill: ClusterDrill): Promise<string> {
  const { nodes, accounts } = drill.cluster;
  const sets = await Promise.all(
    nodes.map((node) =>
      withSession(drill.cluster.engine, node, accounts.admin, async (connection) =>
        executedBy(await drill.cluster.engine.observe(connection)),
      ),
    ),
  );
  return String(sets.reduce((all, set) => all.union(set)));
}
