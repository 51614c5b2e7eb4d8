import type Docker from 'dockerode';
import { type Cluster, serviceOf } from '../docker/cluster.ts';
import { type Ran, runInside } from '../docker/run-inside.ts';
import { namedAccount } from '../docker/secrets.ts';
import type { Observation } from '../engine/observation.ts';
import { primaryAmong } from '../engine/source-of-others.ts';
import type { Account, NodeAddress, Patience } from '../engine/types.ts';
import { environmentError, messageOf } from '../errors.ts';
import { waitFor } from '../wait.ts';

/** How a node can be told what to do before there are accounts of the drill. */
type Way =
  | { readonly by: 'network'; readonly state: Observation }
  | { readonly by: 'client'; readonly isSource: boolean };

/** What a node said, or why it could not be asked. */
export type Met = { readonly node: NodeAddress; readonly way?: Way; readonly error?: string };

/**
 * Makes the accounts of a drill on the primary of a stack, as soon as it is known which node that is; its replicas get them
 * by the binary log, so that no node has transactions of its own. Root comes in by the network where it may, else by the
 * client in the container.
 *
 * @throws DeadlineError with what each node said
 */
export async function makeStackAccounts(docker: Docker, cluster: Cluster, patience: Patience): Promise<void> {
  const roots = await rootsOf(docker, cluster);
  const what = 'a primary on which accounts can be made';
  await waitFor({ what, everyMs: 250, ...patience }, async () => {
    const met = await meetNodes(docker, cluster, roots);
    const primary = primaryOf(met);
    if (primary === undefined) return { done: false, state: met.map(describe).join('; ') };
    try {
      await makeOn(docker, cluster, primary, roots.get(primary.node.name));
      return { done: true, value: undefined };
    } catch (error) {
      return { done: false, state: `${primary.node.name}: ${messageOf(error)}` };
    }
  });
}

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

function primaryOf(met: readonly Met[]): Met | undefined {
  // While some node does not answer it is not known who follows whom.
  if (met.some(({ way }) => way === undefined)) return undefined;
  const observed = met.flatMap(({ node, way }) =>
    way?.by === 'network' ? [{ name: node.name, host: node.host, state: way.state }] : [],
  );
  const sources = met.filter(({ way }) => way?.by === 'client' && way.isSource);
  const name = primaryAmong(observed);
  return met.find(({ node }) => node.name === name) ?? (sources.length === 1 ? sources[0] : undefined);
}

function describe(met: Met): string {
  return `${met.node.name}: ${wordsOf(met)}`;
}

/** What a node said, in a few words. */
export function wordsOf({ way, error }: Met): string {
  if (way === undefined) return error ?? 'no answer';
  if (way.by === 'client') return way.isSource ? 'accepts writes' : 'is a replica';
  const { acceptsWrites, source } = way.state;
  const follows = source ? `replicates from ${source.host}` : 'replicates from nobody';
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

async function makeOn(
  docker: Docker,
  cluster: Cluster,
  { node, way }: Met,
  root: Account | undefined,
): Promise<void> {
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

/** By the client in the container. The password comes by stdin, as a file of options: nobody sees it in a list. */
function byClient(
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
