import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import type { Account, Patience } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { waitFor } from '../wait.ts';
import { byClient, type Met, meetNodes, rootsOf } from './meet-nodes.ts';
import { stillToCome } from './still-to-come.ts';
import { standingOf, Unformed, watchStillness } from './unformed.ts';

/**
 * Makes the accounts of a drill on the primary of a stack, as soon as it is known which node that is and every other one
 * follows; its replicas get them by the binary log, so that no node has transactions of its own. Root comes in by the
 * network where it may, else by the client in the container.
 *
 * @throws DeadlineError with what each node said; Unformed as soon as nothing runs any more that could make them follow
 */
export async function makeStackAccounts(docker: Docker, cluster: Cluster, patience: Patience): Promise<void> {
  const roots = await rootsOf(docker, cluster);
  const what = 'a primary on which accounts can be made';
  const isStill = watchStillness();
  await waitFor({ what, everyMs: 250, ...patience }, async () => {
    const met = await meetNodes(docker, cluster, roots);
    const standing = standingOf(met);
    const { primary } = standing;
    if (primary !== undefined && standing.isFormed) {
      return makeOn(docker, cluster, primary, roots).then(
        () => ({ done: true, value: undefined }) as const,
        (error: unknown) => ({ done: false, state: `${primary.node.name}: ${messageOf(error)}` }) as const,
      );
    }
    if (!isStill(standing)) return { done: false, state: standing.words };
    const coming = await stillToCome(docker, cluster, met);
    if (coming.length === 0) throw new Unformed(standing);
    return { done: false, state: `${standing.words}; waited for ${coming.join(', ')}` };
  });
}

/** Makes the accounts on one node. */
export async function makeOn(
  docker: Docker,
  cluster: Cluster,
  { node, way }: Met,
  roots: ReadonlyMap<string, Account>,
): Promise<void> {
  const root = roots.get(node.name);
  if (!root) return;
  if (way?.by === 'client') {
    return makeBy(cluster, async (sql) => {
      const said = await byClient(docker, cluster, node.name, root, sql);
      if (said.exitCode !== 0) throw new Error(said.stderr.trim());
      return said.stdout.split('\n').filter((line) => line !== '');
    });
  }
  const session = await cluster.engine.session(node, root, 5000);
  try {
    await makeBy(cluster, async (sql) => {
      const rows = await session.query<{ host?: string }>(sql);
      return rows.flatMap(({ host }) => host ?? []);
    });
  } finally {
    session.destroy();
  }
}

/** @param tell runs a statement on the primary; resolves with the first column of its rows */
async function makeBy(
  { engine, accounts, topology }: Cluster,
  tell: (sql: string) => Promise<string[]>,
): Promise<void> {
  const { user } = accounts.application;
  const hosts = topology.stack?.application ? await tell(engine.accounts.hostsOfSql(user)) : undefined;
  if (hosts?.length === 0) throw new Error(`expected the account ${user} of \`application\`, found none`);
  for (const statement of engine.accounts.statements(accounts, hosts)) await tell(statement);
}
