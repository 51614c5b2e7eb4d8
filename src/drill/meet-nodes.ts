import type Docker from 'dockerode';
import { type Cluster, serviceOf } from '../docker/cluster.ts';
import { type Ran, runInside } from '../docker/run-inside.ts';
import { namedAccount } from '../docker/secrets.ts';
import { isMember, type Observation } from '../engine/observation.ts';
import type { Account, NodeAddress } from '../engine/types.ts';
import { environmentError, messageOf } from '../errors.ts';

/** How a node can be told what to do before there are accounts of the drill. */
type Way =
  | { readonly by: 'network'; readonly state: Observation }
  | { readonly by: 'client'; readonly isSource: boolean };

/** What a node said, or why it could not be asked. */
export type Met = { readonly node: NodeAddress; readonly way?: Way; readonly error?: string };

/** The accounts by which nodes can be told what to do before there are accounts of the drill, by node. */
export async function rootsOf(docker: Docker, cluster: Cluster): Promise<Map<string, Account>> {
  const roots = new Map<string, Account>();
  for (const { name } of cluster.nodes) roots.set(name, await rootOf(docker, cluster, name));
  return roots;
}

/** What each node says now to the account that may make others. */
export function meetNodes(
  docker: Docker,
  cluster: Cluster,
  roots: ReadonlyMap<string, Account>,
): Promise<Met[]> {
  return Promise.all(cluster.nodes.map((node) => meet(docker, cluster, node, roots.get(node.name))));
}

/** What a node said, in a few words. */
export function wordsOf({ way, error }: Met): string {
  if (way === undefined) return error ?? 'no answer';
  if (way.by === 'client') return way.isSource ? 'accepts writes' : 'is a replica';
  const { acceptsWrites, source } = way.state;
  const others = isMember(way.state) ? 'member of a group' : 'replicates from nobody';
  const follows = source ? `replicates from ${source.host}` : others;
  return `${acceptsWrites ? 'accepts writes' : 'read-only'}, ${follows}`;
}

async function meet(
  docker: Docker,
  cluster: Cluster,
  node: NodeAddress,
  root: Account | undefined,
): Promise<Met> {
  if (!root) return { node, error: 'no account is known' };
  try {
    const session = await cluster.engine.session(node, root, 2000);
    try {
      return { node, way: { by: 'network', state: await cluster.engine.observe(session) } };
    } finally {
      session.destroy();
    }
  } catch (error) {
    if (!isRefusal(error)) return { node, error: messageOf(error) };
    const said = await byClient(docker, cluster, node.name, root, cluster.engine.accounts.isSourceSql);
    if (said.exitCode !== 0) return { node, error: `${messageOf(error)}; ${said.stderr.trim()}` };
    return { node, way: { by: 'client', isSource: said.stdout.trim() === '1' } };
  }
}

/** Whether the server knows nobody of that name from here: root may only be let in from its own machine. */
function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ER_ACCESS_DENIED_ERROR', 'ER_HOST_NOT_PRIVILEGED', 'ER_NOT_SUPPORTED_AUTH_MODE'].includes(code);
}

/** By the client in the container. The password comes by stdin, as a file of options: nobody sees it in a list. */
export function byClient(
  docker: Docker,
  cluster: Cluster,
  node: string,
  { user, password }: Account,
  sql: string,
): Promise<Ran> {
  const container = docker.getContainer(serviceOf(cluster, node).containerId);
  const script = 'read -r password; MYSQL_PWD=$password exec "$1" --batch --skip-column-names --user="$0"';
  return runInside(container, ['sh', '-c', script, user, cluster.engine.client], `${password}\n${sql};\n`);
}

/** The account that may make others: the one that the user names, else root as the node's container was told. */
export async function rootOf(
  docker: Docker,
  cluster: Pick<Cluster, 'topology' | 'services'>,
  node: string,
): Promise<Account> {
  const admin = cluster.topology.stack?.admin;
  if (admin) return namedAccount(admin);
  const container = docker.getContainer(serviceOf(cluster, node).containerId);
  const { Env } = (await container.inspect()).Config;
  const variables = new Map(
    Env.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)] as const),
  );
  for (const name of ['MYSQL_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD']) {
    const password = variables.get(name);
    if (password !== undefined) return { user: 'root', password };
    const file = variables.get(`${name}_FILE`);
    if (file === undefined) continue;
    const read = await runInside(container, ['cat', file]);
    if (read.exitCode === 0) return { user: 'root', password: read.stdout.replace(/\n$/, '') };
  }
  if ([...variables.keys()].some((name) => name.endsWith('_ALLOW_EMPTY_PASSWORD'))) {
    return { user: 'root', password: '' };
  }
  throw environmentError(`${node}: its container was not told a password of root (MYSQL_ROOT_PASSWORD).`, {
    hint: 'Name an account that may make others: `admin: { user: ..., passwordVariable: ... }`',
  });
}
