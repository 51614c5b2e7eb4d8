import type { Cluster } from '../docker/cluster.ts';
import { isAttached } from '../engine/observation.ts';
import { primaryAmong } from '../engine/source-of-others.ts';
import { withSession } from '../engine/with-session.ts';
import { messageOf } from '../errors.ts';
import { DeadlineError, waitFor } from '../wait.ts';
import type { SeenNode } from './seen.ts';

/** Replicas get the accounts by replication; one that is only set up after the others needs its time (ms). */
const settledWithinMs = 30_000;

/** Asks every node by the drill's own account, until each has a part in the cluster, or half a minute is over. */
export async function askNodes(
  cluster: Cluster,
  signal: AbortSignal,
): Promise<{ readonly nodes: readonly SeenNode[]; readonly primary: string | undefined }> {
  let latest = await askAll(cluster);
  const what = 'every node to take part';
  await waitFor({ what, deadlineMs: settledWithinMs, everyMs: 500, signal }, async () => {
    latest = await askAll(cluster);
    const outside = latest.nodes.filter(
      ({ name, state }) => name !== latest.primary && !(state && isAttached(state)),
    );
    return outside.length === 0 && latest.primary !== undefined
      ? { done: true, value: undefined }
      : { done: false, state: outside.map(({ name, says }) => `${name}: ${says}`).join('; ') };
  }).catch((error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error;
  });
  return latest;
}

async function askAll(cluster: Cluster) {
  const nodes = await Promise.all(cluster.nodes.map((node) => ask(cluster, node)));
  const answering = cluster.nodes.flatMap(({ name, host }) => {
    const state = nodes.find((one) => one.name === name)?.state;
    return state ? [{ name, host, state }] : [];
  });
  return { nodes, primary: primaryAmong(answering) };
}

async function ask({ engine, accounts }: Cluster, node: Cluster['nodes'][number]): Promise<SeenNode> {
  try {
    return await withSession(engine, node, accounts.admin, async (session) => {
      const state = await engine.observe(session);
      return { name: node.name, state, setUp: await engine.setUp(session), says: 'answers' };
    });
  } catch (error) {
    return { name: node.name, state: undefined, setUp: undefined, says: messageOf(error) };
  }
}
