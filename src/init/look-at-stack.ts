import type Docker from 'dockerode';
import { cleaningUp } from '../clean-up.ts';
import { bringUp, type Cluster, tearDown } from '../docker/cluster.ts';
import { lastLogLines } from '../docker/logs.ts';
import { type Ended, endedOf } from '../docker/services.ts';
import { runFolder } from '../docker/state-folder.ts';
import { meetNodes, rootsOf, wordsOf } from '../drill/meet-nodes.ts';
import { passingRun } from '../drill/passing-run.ts';
import { newRunId } from '../drill/run-id.ts';
import { setUpStack } from '../drill/set-up-stack.ts';
import { makeOn, makeStackAccounts } from '../drill/stack-accounts.ts';
import { standingOf, Unformed } from '../drill/unformed.ts';
import { engines } from '../engine/list.ts';
import { isAttached } from '../engine/observation.ts';
import { places } from '../engine/places.ts';
import type { Account } from '../engine/types.ts';
import { environmentError, messageOf } from '../errors.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { DeadlineError } from '../wait.ts';
import { askNodes, settledWithinMs } from './ask-nodes.ts';
import { engineOfServers } from './engine-of-servers.ts';
import { commonPort } from './guess-ports.ts';
import { guessResolvers } from './guess-resolvers.ts';
import { floatingAddresses, httpPortsOf, targetsOf } from './look-at-services.ts';
import { movingNames } from './moving-names.ts';
import { findRoutes } from './routes.ts';
import { type Route, type Seen, type SeenNode, writersOf } from './seen.ts';
import { endedTooSoon, ServiceEnded, whileNodesRun } from './service-ended.ts';
import { unsteadyOf } from './unsteady.ts';
import type { WrittenService } from './written-services.ts';

/** What is to be found out, and who is told how it goes on. */
export type Question = {
  readonly topology: LoadedTopology;
  readonly facts: readonly WrittenService[];
  /** Ports where programs listen as a rule, by service. */
  readonly usualPorts: Readonly<Record<string, readonly number[]>>;
  /** Services that are asked by HTTP, with the ports to try. */
  readonly asked: Readonly<Record<string, readonly number[]>>;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
};

/** Longest wait for servers among which one leads (ms). */
const primaryWithinMs = 120_000;

/**
 * Brings up an isolated copy of a stack, asks all that can be known of it, and removes it again, whatever happens.
 *
 * @throws DrillError (exit 3) with the ends of logs when the copy does not come up, or a server does not answer
 */
export async function lookAtStack(docker: Docker, question: Question): Promise<Seen> {
  const { topology, signal, tell } = question;
  const run = newRunId(`init-${topology.name}`);
  return passingRun(docker, run, async () => {
    tell(`bringing up an isolated copy of ${topology.name} as ${run}`);
    const folder = runFolder(run);
    const subnetHint = process.pid % 256;
    const options = { run, topology, parameters: {}, images: {}, folder, subnetHint, signal };
    const cluster = await bringUp(docker, options);
    return cleaningUp(
      async () => {
        for (const change of cluster.changes) tell(`  ${change}`);
        return await lookAt(docker, cluster, question).catch(async (error: unknown) => {
          if (!(error instanceof ServiceEnded)) throw error;
          // A client that ends well was no node: those that are left are asked. A server does not end well by itself.
          if (error.ended.exitCode === 0) return lookAt(docker, cluster, question);
          throw environmentError(
            `${error.message}\n${await lastLogLines(docker, cluster, error.ended.service, 20)}`,
            { hint: failedHint(cluster, error.ended) },
          );
        });
      },
      async () => {
        tell('removing the copy');
        await tearDown(docker, cluster);
      },
    );
  });
}

async function lookAt(docker: Docker, whole: Cluster, question: Question): Promise<Seen> {
  const { signal, tell, facts } = question;
  const over = await endedWell(docker, whole);
  const isOver = (name: string): boolean => over.some(({ service }) => service === name);
  const running = { ...whole, nodes: whole.nodes.filter(({ name }) => !isOver(name)) };
  const engine = await engineOfServers(docker, running);
  const cluster = engine === undefined ? running : { ...running, engine: engines[engine] };
  if (cluster.nodes.length === 0) {
    throw environmentError(`None of the servers runs.\n${await logsOf(docker, whole)}`);
  }
  const { nodes, primary, trouble } = await askServers(docker, cluster, question);
  const floating = await floatingAddresses(docker, cluster, facts);
  const httpPorts = await httpPortsOf(cluster, question.asked);
  const ended = await endedWell(docker, whole);
  const [unsteady] = await unsteadyOf(docker, cluster, signal);
  if (unsteady) throw new ServiceEnded(unsteady, 'again and again');
  const seen = { nodes, primary, engine, ended, floating, httpPorts, trouble, said: {}, names: [] };
  if (primary === undefined) return { ...seen, routes: [] };
  tell('trying where connections lead');
  const targets = await targetsOf(docker, cluster, { facts, usualPorts: question.usualPorts, floating });
  const names = new Map(
    nodes.flatMap(({ name, state }) => (state ? [[state.serverUuid, name] as const] : [])),
  );
  const port = commonPort(facts.filter(({ name }) => cluster.nodes.some((one) => one.name === name)));
  const moving = await movingNames(cluster, guessResolvers(facts), port ?? places.port);
  const routes = await findRoutes(targets, cluster, names, writersOf(seen), signal);
  return {
    ...seen,
    routes,
    names: moving,
    said: await wordsOfIdle(docker, cluster, routes, Object.keys(question.usualPorts)),
  };
}

/** What proxies logged last that led nowhere, by service. */
async function wordsOfIdle(
  docker: Docker,
  cluster: Cluster,
  routes: readonly Route[],
  proxies: readonly string[],
): Promise<Record<string, string>> {
  const leads = (name: string): boolean =>
    routes.some((route) => 'service' in route && route.service === name && route.led.some(Boolean));
  const idle = proxies.filter((name) => cluster.services.get(name)?.isOver === false && !leads(name));
  const said = idle.map(async (name) => {
    const [, ...lines] = (await lastLogLines(docker, cluster, name, 3)).split('\n');
    return [name, lines.map((line) => line.replace(/^ {2}\| /, '')).join('; ')] as const;
  });
  return Object.fromEntries(await Promise.all(said));
}

/** Services that are over. @throws ServiceEnded where one of them ended badly */
async function endedWell(docker: Docker, cluster: Cluster): Promise<Ended[]> {
  const ended = await endedOf(docker, cluster);
  const failed = endedTooSoon(ended, []);
  if (failed) throw new ServiceEnded(failed);
  return ended;
}

/** A drill of a stack in which a service failed would be refused, too. */
function failedHint({ nodes }: Cluster, { service }: Ended): string | undefined {
  if (nodes.some(({ name }) => name === service)) return undefined;
  return `A stack is drilled once all its services run, or have ended well. Where ${service} is not needed, a second compose file leaves it out: \`services: { ${service}: !reset null }\``;
}

type Asked = Pick<Seen, 'nodes' | 'primary' | 'trouble'>;

/** Makes the accounts of ha-drill as a drill does, and asks every server by them. */
async function askServers(docker: Docker, cluster: Cluster, { signal, tell }: Question): Promise<Asked> {
  let roots: Map<string, Account>;
  try {
    roots = await rootsOf(docker, cluster);
  } catch (error) {
    return nobodyAsked(cluster, messageOf(error));
  }
  tell(`asking ${cluster.nodes.map(({ name }) => name).join(', ')}`);
  try {
    await whileNodesRun(docker, cluster, signal, async (running) => {
      const patience = { deadlineMs: primaryWithinMs, signal: running };
      await setUpStack(docker, cluster, patience);
      await makeStackAccounts(docker, cluster, patience);
    });
  } catch (error) {
    if (!(error instanceof Unformed || error instanceof DeadlineError)) throw error;
    return askUnformed(docker, cluster, roots, signal);
  }
  return { ...(await askNodes(cluster, roots, { deadlineMs: settledWithinMs, signal })), trouble: undefined };
}

/**
 * Asks servers that do not follow each other, as they are.
 *
 * @throws DrillError (exit 3) where one of them does not answer at all
 */
async function askUnformed(
  docker: Docker,
  cluster: Cluster,
  roots: ReadonlyMap<string, Account>,
  signal: AbortSignal,
): Promise<Asked> {
  const met = await meetNodes(docker, cluster, roots);
  const { primary, words } = standingOf(met);
  if (met.some(({ way }) => way === undefined)) {
    throw environmentError(
      `The servers of the copy could not be asked: ${words}\n${await logsOf(docker, cluster)}`,
    );
  }
  if (primary === undefined) {
    const nodes = met.map((one): SeenNode => {
      const state = one.way?.by === 'network' ? one.way.state : undefined;
      return { name: one.node.name, state, setUp: undefined, says: wordsOf(one) };
    });
    return {
      nodes,
      primary: undefined,
      trouble: { what: 'no-primary', text: 'No server leads the others.' },
    };
  }
  await makeOn(docker, cluster, primary, roots);
  const asked = await askNodes(cluster, roots, { deadlineMs: 0, signal });
  const text = `${primary.node.name} alone accepts writes, and no other server follows it.`;
  const isAlone = !asked.nodes.some(({ state }) => state && isAttached(state));
  return { ...asked, trouble: isAlone ? { what: 'no-primary', text } : undefined };
}

function nobodyAsked({ nodes }: Cluster, why: string): Asked {
  const says = 'it could not be asked';
  return {
    nodes: nodes.map(({ name }) => ({ name, state: undefined, setUp: undefined, says })),
    primary: undefined,
    trouble: { what: 'no-account', text: `No server could be asked: ${why}` },
  };
}

async function logsOf(docker: Docker, cluster: Cluster): Promise<string> {
  const logs = await Promise.all(cluster.nodes.map(({ name }) => lastLogLines(docker, cluster, name, 8)));
  return logs.join('\n');
}
