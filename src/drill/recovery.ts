import { connect } from '../cluster/connection.ts';
import { missingForRedundancy, primaryOf } from '../cluster/ready.ts';
import { messageOf } from '../errors.ts';
import type { Sample } from '../history/schema.ts';
import { formatGtidSet, isEmptyGtidSet, parseGtidSet, subtractGtidSets } from '../replication/gtid.ts';
import { DeadlineError, pause, waitFor } from '../wait.ts';
import type { ClusterDrill } from './drill.ts';
import { snapshot } from './snapshot.ts';
import { faultTargets } from './targets.ts';

/**
 * The operator's part: starts again what was hit, copies a node anew when it has transactions that the primary
 * lacks, and waits until all nodes are healthy members. Records whether redundancy came back in time.
 */
export async function recovery(drill: ClusterDrill, hit: readonly string[]): Promise<void> {
  const { startAfter, restart, reclone, deadline } = drill.plan.scenario.recovery;
  await pause(startAfter, drill.signal);
  if (restart === 'fault-targets') {
    for (const service of hit) {
      drill.say('recovery-step', `start ${service} again`, { node: service, data: { action: 'start' } });
      for (const target of faultTargets(drill, [service])) await target.startAgain();
    }
  }
  const recloned = new Set<string>();
  try {
    await waitFor({ what: 'full redundancy', deadlineMs: deadline, signal: drill.signal }, async () => {
      const samples = drill.observer.latest();
      const errant = reclone === 'if-errant' ? nodeToReclone(samples, recloned) : undefined;
      if (errant) {
        recloned.add(errant.node);
        await recloneNode(drill, errant.node, errant.primary, errant.gtids);
      }
      const missing = missingForRedundancy(samples, drill.plan.topology.section.nodes, drill.replication);
      return missing.length === 0
        ? { done: true, value: undefined }
        : { done: false, state: missing.join('; ') };
    });
    drill.say('redundancy-restored', 'all nodes are healthy members again');
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    drill.say('redundancy-missing', `not within ${deadline / 1000} s: ${error.state}`);
  }
}

/** A node that answers, does not replicate, and has transactions that the primary did not have at a later time. */
export function nodeToReclone(
  samples: ReadonlyMap<string, Sample>,
  except: ReadonlySet<string>,
): { node: string; primary: string; gtids: string } | undefined {
  const primary = primaryOf(samples);
  const leader = primary ? samples.get(primary) : undefined;
  if (!primary || !leader?.state) return undefined;
  for (const { node, state, answeredAtMs } of samples.values()) {
    if (node === primary || except.has(node) || !state || state.source) continue;
    if (leader.askedAtMs < answeredAtMs) continue;
    const errant = subtractGtidSets(
      parseGtidSet(state.gtidExecuted),
      parseGtidSet(leader.state.gtidExecuted),
    );
    if (!isEmptyGtidSet(errant)) return { node, primary, gtids: formatGtidSet(errant) };
  }
  return undefined;
}

/** Keeps a copy of the node's rows for the record, then replaces its data by a copy of the primary's. */
async function recloneNode(drill: ClusterDrill, node: string, primary: string, gtids: string): Promise<void> {
  const address = (name: string) => drill.cluster.nodes.find((one) => one.name === name);
  const at = address(node);
  const donor = address(primary);
  if (!at || !donor) return;
  const text = `copy ${node} anew from ${primary}: it has transactions that the primary lacks (${gtids})`;
  drill.progress.note(text);
  await snapshot(drill, at, 'before-reclone');
  drill.say('recovery-step', text, { node, data: { action: 'reclone', gtids } });
  const connection = await connect(at, drill.cluster.accounts.admin, 5000);
  connection.on('error', () => undefined);
  try {
    await drill.replication.reclone(connection, donor, drill.cluster.accounts);
  } catch (error) {
    drill.say('harness-note', `copying ${node} anew failed: ${messageOf(error)}`, { node });
  } finally {
    connection.destroy();
  }
}
