import { missingForRedundancy } from '../cluster/ready.ts';
import { DeadlineError, pause, waitFor } from '../wait.ts';
import { askReplicasFirst } from './ask-replicas-first.ts';
import type { ClusterDrill } from './drill.ts';
import { type ErrantNode, errantNode } from './errant-node.ts';
import type { Injections } from './injections.ts';
import type { Method } from './method.ts';
import { operator } from './operator.ts';
import { recloneNode } from './reclone-node.ts';
import { afterRestore, beforeRestore, restoreData } from './restore/restore-data.ts';
import { startAgain } from './start-again.ts';

/**
 * The operator's part: heals what is still injected, starts again what was hit, copies a node anew when it has
 * transactions that the primary lacks, does what this kind of replication needs an operator for, and waits until all
 * nodes are healthy members. What the method does meanwhile is put right, too. Records whether redundancy came back
 * in time.
 */
export async function recovery(drill: ClusterDrill, injections: Injections, method: Method): Promise<void> {
  const { startAfter, reclone, restore, deadline } = drill.plan.scenario.recovery;
  const recloned = new Set<string>();
  const acknowledged = drill.replication.traits.includes('acknowledgement');
  const lookAfter = operator(drill);
  let found: ErrantNode | undefined;
  await injections.healAll();
  await pause(startAfter, drill.signal);
  if (restore) await beforeRestore(drill, restore);
  await restartHit(drill, method.takeHit());
  try {
    if (restore) await restoreData(drill, restore);
    await waitFor({ what: 'full redundancy', deadlineMs: deadline, signal: drill.signal }, async () => {
      await method.settled();
      const hit = method.takeHit();
      if (hit.length > 0) await repair(drill, injections, hit);
      // A copy: what is decided below must be about one and the same state of the cluster.
      const samples = new Map(drill.observer.latest());
      const errant =
        reclone === 'if-errant' ? (found ?? errantNode(samples, recloned, acknowledged)) : undefined;
      found = undefined;
      if (errant) {
        recloned.add(errant.node);
        await recloneNode(drill, errant);
      }
      await lookAfter();
      const missing = missingForRedundancy(samples, drill.plan.topology.section.nodes, drill.replication);
      if (missing.length > 0) return { done: false, state: missing.join('; ') };
      // Samples of the same moment may miss what is errant: the last word is an answer of each node after all is well.
      if (reclone === 'if-errant') found = errantNode(await askReplicasFirst(drill), recloned, acknowledged);
      return found === undefined
        ? { done: true, value: undefined }
        : { done: false, state: `${found.node} has ${found.gtids}, which ${found.primary} lacks` };
    });
    drill.say('redundancy-restored', 'all nodes are healthy members again');
    if (restore) await afterRestore(drill, restore);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    drill.say('redundancy-missing', `not within ${deadline / 1000} s: ${error.state}`);
  } finally {
    method.close();
  }
}

async function repair(drill: ClusterDrill, injections: Injections, hit: readonly string[]): Promise<void> {
  await injections.healAll();
  await pause(drill.plan.scenario.recovery.startAfter, drill.signal);
  await restartHit(drill, hit);
}

async function restartHit(drill: ClusterDrill, hit: readonly string[]): Promise<void> {
  if (drill.plan.scenario.recovery.restart === 'none') return;
  for (const service of hit) await startAgain(drill, service, 'recovery');
}
