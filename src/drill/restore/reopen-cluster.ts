import { primaryOf } from '../../cluster/ready.ts';
import { waitFor } from '../../wait.ts';
import type { ClusterDrill } from '../drill.ts';
import { answeredStates, takeStep } from '../operator.ts';
import { startAgain } from '../start-again.ts';

/**
 * Starts the failover manager again, which forms the cluster around the nodes as they are now, and waits for a primary.
 * Without a manager, does at once what the kind of replication asks of an operator.
 */
export async function reopenCluster(drill: ClusterDrill): Promise<void> {
  const manager = drill.cluster.topology.section.manager?.service;
  if (manager) await startAgain(drill, manager);
  const deadlineMs = drill.plan.scenario.recovery.deadline;
  const node = await waitFor({ what: 'a primary', deadlineMs, signal: drill.signal }, async () => {
    const primary = primaryOf(drill.observer.latest());
    const step = drill.replication.nextStep?.(answeredStates(drill), drill.cluster.nodes.length);
    if (primary === undefined && step) await takeStep(drill, step);
    return primary ? { done: true, value: primary } : { done: false, state: 'no node accepts writes' };
  });
  drill.say('data-restored', `${node} accepts writes on the restored data`, { node });
}
