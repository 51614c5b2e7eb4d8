import { serviceOf } from '../docker/cluster.ts';
import { runInside } from '../docker/run-inside.ts';
import type { Shell } from '../engine/types.ts';
import { withSession } from '../engine/with-session.ts';
import { messageOf } from '../errors.ts';
import { formatMs } from '../formats/units.ts';
import { orAborted, within } from '../wait.ts';
import type { ClusterDrill } from './drill.ts';
import type { NodeToCopy } from './node-to-copy.ts';
import { snapshot } from './snapshot.ts';
import { runCommand } from './stack-operator.ts';

/**
 * Keeps a copy of the node's rows for the record, then replaces its data by a copy of the primary's. It has `withinMs`:
 * CLONE waits for the commits of its donor, which may hang for ever. A copy that fails is recorded as a step that
 * failed: whether the cluster is redundant after it is for the next look to say.
 */
export async function recloneNode(
  drill: ClusterDrill,
  { node, primary, why, gtids, primaryHangs }: NodeToCopy,
  withinMs: number,
): Promise<void> {
  const address = (name: string) => drill.cluster.nodes.find((one) => one.name === name);
  const at = address(node);
  const donor = address(primary);
  if (!at || !donor) return;
  const text = `copy ${node} anew from ${primary}: ${why}`;
  const data = { action: 'reclone', gtids };
  drill.progress.note(text);
  try {
    await snapshot(drill, at, 'before-reclone');
    const copy = async (): Promise<void> => {
      drill.say('recovery-step', text, { node, data });
      const { stack } = drill.cluster.topology;
      if (stack?.recovery.rebuild !== undefined) {
        const wanted = { node, primary, what: 'rebuild', command: stack.recovery.rebuild } as const;
        return runCommand(drill, wanted, withinMs);
      }
      await withSession(drill.cluster.engine, at, drill.cluster.accounts.admin, async (connection) => {
        const copying = drill.replication.reclone(
          connection,
          donor,
          drill.cluster.accounts,
          shellOf(drill, node),
        );
        const late = `not within the ${formatMs(withinMs)} that were left of the recovery`;
        await orAborted(within(copying, Math.max(withinMs, 0), late), drill.signal);
      });
    };
    await (primaryHangs ? committingAlone(drill, donor, copy) : copy());
  } catch (error) {
    drill.signal.throwIfAborted();
    const failed = messageOf(error);
    drill.progress.note(`copying ${node} anew failed: ${failed}`);
    drill.say('recovery-step-failed', `${text}: ${failed}`, { node, data: { ...data, failed } });
  }
}

/** Runs programs in the container of a node. */
export function shellOf({ docker, cluster }: ClusterDrill, node: string): Shell {
  const container = docker.getContainer(serviceOf(cluster, node).containerId);
  return (words, stdin) => runInside(container, words, stdin);
}

/** Does something while a primary commits without waiting for the replicas that it has not got. */
async function committingAlone(
  drill: ClusterDrill,
  primary: ClusterDrill['cluster']['nodes'][number],
  body: () => Promise<void>,
): Promise<void> {
  const { commitAlone } = drill.replication;
  if (!commitAlone) return body();
  const admin = drill.cluster.accounts.admin;
  const step = (text: string, alone: boolean): void => {
    drill.progress.note(text);
    drill.say('recovery-step', text, {
      node: primary.name,
      data: { action: 'operator', commitsAlone: alone },
    });
  };
  step(`let ${primary.name} commit without acknowledgements: it has no replica that could give one`, true);
  await withSession(drill.cluster.engine, primary, admin, (connection) => commitAlone(connection, true));
  try {
    await body();
  } finally {
    await withSession(drill.cluster.engine, primary, admin, (connection) => commitAlone(connection, false));
    step(`let ${primary.name} wait for acknowledgements again`, false);
  }
}
