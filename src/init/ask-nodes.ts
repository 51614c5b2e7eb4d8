import type { Cluster } from '../docker/cluster.ts';
import { isAttached } from '../engine/observation.ts';
import { primaryAmong } from '../engine/source-of-others.ts';
import type { Account, Patience } from '../engine/types.ts';
import { withSession } from '../engine/with-session.ts';
import { messageOf } from '../errors.ts';
import { DeadlineError, waitFor } from '../wait.ts';
import type { SeenNode } from './seen.ts';

/** Replicas get the accounts by replication; one that is only set up after the others needs its time (ms). */
export const settledWithinMs = 30_000;

/**
 * Asks every node by the drill's own account, until each has a part in the cluster, or the deadline is over. One that does
 * not get that account, since it follows nobody, is asked by `roots`.
 */
export async function askNodes(
  cluster: Cluster,
  roots: ReadonlyMap<string, Account>,
  patience: Patience,
): Promise<{ readonly nodes: readonly SeenNode[]; readonly primary: string | undefined }> {
  let latest = await askAll(cluster, roots);
  const what = 'every node to take part';
  await waitFor({ what, everyMs: 500, ...patience }, async () => {
    latest = await askAll(cluster, roots);
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

async function askAll(cluster: Cluster, roots: ReadonlyMap<string, Account>) {
  const nodes = await Promise.all(cluster.nodes.map((node) => ask(cluster, node, roots.get(node.name))));
  const answering = cluster.nodes.flatMap(({ name, host }) => {
    const state = nodes.find((one) => one.name === name)?.state;
    return state ? [{ name, host, state }] : [];
  });
  return { nodes, primary: primaryAmong(answering) };
}

async function ask(
  cluster: Cluster,
  node: Cluster['nodes'][number],
  root: Account | undefined,
): Promise<SeenNode> {
  try {
    return await askBy(cluster, node, cluster.accounts.admin);
  } catch (error) {
    const nobody = { name: node.name, state: undefined, setUp: undefined, says: messageOf(error) };
    return root === undefined ? nobody : askBy(cluster, node, root).catch(() => nobody);
  }
}

function askBy({ engine }: Cluster, node: Cluster['nodes'][number], account: Account): Promise<SeenNode> {
  return withSession(engine, node, account, async (session) => {
    const state = await engine.observe(session);
    return { name: node.name, state, setUp: await engine.setUp(session), says: 'answers' };
  });
}
