import { primaryOf } from '../../observe/ready.ts';
import { failoverOf } from '../../topology/failover.ts';
import { waitFor } from '../../wait.ts';
import type { ClusterDrill } from '../drill.ts';
import { startAgain } from '../start-again.ts';
import { step } from './step.ts';

/**
 * Forms the cluster of the nodes as they are now, or starts the failover manager again, which does it; then waits for a
 * primary.
 */
export async function reopenCluster(drill: ClusterDrill): Promise<void> {
  const { tool, services } = failoverOf(drill.cluster.topology.section);
  for (const service of services) await startAgain(drill, service, 'recovery');
  const patience = { deadlineMs: drill.plan.scenario.recovery.deadline, signal: drill.signal };
  const { form } = drill.replication;
  if (form && !tool.forms) {
    step(drill, 'form', 'form the cluster anew');
    await form(drill.cluster.nodes, drill.cluster.accounts, patience);
  }
  const node = await waitFor({ what: 'a primary', ...patience }, () => {
    const primary = primaryOf(drill.observer.latest());
    return primary ? { done: true, value: primary } : { done: false, state: 'no node accepts writes' };
  });
  drill.say('data-restored', `${node} accepts writes on the restored data`, { node });
}
