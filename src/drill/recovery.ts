import { missingForRedundancy } from '../cluster/ready.ts';
import { DeadlineError, pause, waitFor } from '../wait.ts';
import type { ClusterDrill } from './drill.ts';
import { errantNode } from './errant-node.ts';
import type { Injections } from './injections.ts';
import type { Method } from './method.ts';
import { operator } from './operator.ts';
import { recloneNode } from './reclone-node.ts';
import { startAgain } from './start-again.ts';

/**
 * The operator's part: heals what is still injected, starts again what was hit, copies a node anew when it has
 * transactions that the primary lacks, does what this kind of replication needs an operator for, and waits until all
 * nodes are healthy members. What the method does meanwhile is put right, too. Records whether redundancy came back
 * in time.
 */
export async function recovery(drill: ClusterDrill, injections: Injections, method: Method): Promise<void> {
  const { reclone, deadline } = drill.plan.scenario.recovery;
  const recloned = new Set<string>();
  const acknowledged = drill.replication.traits.includes('acknowledgement');
  const lookAfter = operator(drill);
  await repair(drill, injections, method.takeHit());
  try {
    await waitFor({ what: 'full redundancy', deadlineMs: deadline, signal: drill.signal }, async () => {
      await method.settled();
      const hit = method.takeHit();
      if (hit.length > 0) await repair(drill, injections, hit);
      const samples = drill.observer.latest();
      const errant = reclone === 'if-errant' ? errantNode(samples, recloned, acknowledged) : undefined;
      if (errant) {
        recloned.add(errant.node);
        await recloneNode(drill, errant);
      }
      await lookAfter();
      const missing = missingForRedundancy(samples, drill.plan.topology.section.nodes, drill.replication);
      return missing.length === 0
        ? { done: true, value: undefined }
        : { done: false, state: missing.join('; ') };
    });
    drill.say('redundancy-restored', 'all nodes are healthy members again');
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    drill.say('redundancy-missing', `not within ${deadline / 1000} s: ${error.state}`);
  } finally {
    method.close();
  }
}

async function repair(drill: ClusterDrill, injections: Injections, hit: readonly string[]): Promise<void> {
  const { startAfter, restart } = drill.plan.scenario.recovery;
  await injections.healAll();
  await pause(startAfter, drill.signal);
  if (restart === 'none') return;
  for (const service of hit) await startAgain(drill, service);
}
