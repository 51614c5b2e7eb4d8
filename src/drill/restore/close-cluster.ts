import { executedBy } from '../../engine/transactions.ts';
import type { NodeAddress } from '../../engine/types.ts';
import { withSession } from '../../engine/with-session.ts';
import { primaryOf } from '../../observe/ready.ts';
import { failoverOf } from '../../topology/failover.ts';
import { askBackup } from '../backups.ts';
import type { ClusterDrill } from '../drill.ts';
import { faultTargets } from '../targets.ts';
import { step } from './step.ts';

/** Commits in progress have this long to end (s). */
const patienceSeconds = 5;

/**
 * Stops all writes: nobody fails over or repairs any more, the archive has all that was ever committed, and what elects
 * a primary by itself is no cluster any longer.
 */
export async function closeCluster(drill: ClusterDrill): Promise<void> {
  const { engine, nodes, accounts, topology } = drill.cluster;
  step(drill, 'close', 'stop the failover manager, and all writes');
  for (const target of faultTargets(drill, failoverOf(topology.section).services))
    await target.stopContainer();
  const samples = new Map(drill.observer.latest());
  const primary = primaryOf(samples);
  const writable = nodes.filter(({ name }) => {
    const state = samples.get(name)?.state;
    return state?.acceptsWrites;
  });
  const executed = await Promise.all(
    writable.map((node) =>
      withSession(engine, node, accounts.admin, async (connection) => {
        await engine.statements.makeReadOnly(connection, patienceSeconds);
        return executedBy(await engine.observe(connection));
      }),
    ),
  );
  if (primary !== undefined) {
    await askBackup(drill, ['await-archive', String(executed.reduce((all, set) => all.union(set)))]);
  } else {
    const text =
      'There is no primary to archive from: what only some node has is not waited for, and not restored.';
    drill.say('harness-note', text);
  }
  const { dismiss } = drill.replication;
  if (!dismiss) return;
  const leaves = (node: NodeAddress): Promise<void> => withSession(engine, node, accounts.admin, dismiss);
  const readers = nodes.filter((node) => samples.get(node.name)?.state && !writable.includes(node));
  // As long as one that accepted writes is a member, no other one is elected, which would accept some.
  await Promise.all(readers.map(leaves));
  for (const node of writable) await leaves(node);
}
