import { Command } from 'commander';
import type Docker from 'dockerode';
import { connectDocker } from '../docker/docker.ts';
import { runLabel } from '../docker/labels.ts';
import { readFileInside } from '../docker/read-file.ts';
import { inspectServices } from '../docker/services.ts';
import { shortened } from '../document/shortened.ts';
import { rootOf } from '../drill/meet-nodes.ts';
import { engines } from '../engine/list.ts';
import { places } from '../engine/places.ts';
import type { Account, NodeAddress } from '../engine/types.ts';
import { withSession } from '../engine/with-session.ts';
import { environmentError, usageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { duration } from '../formats/units.ts';
import { type ReconcileOptions, type Reconciliation, reconcile } from '../reconcile/reconcile.ts';
import { loadTopology } from '../topology/load.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { portOfNode } from '../topology/ports.ts';
import { collect } from './options.ts';
import { print } from './output.ts';
import { reconciliationText } from './reconcile-text.ts';

type Options = {
  run?: string;
  node: string[];
  user?: string;
  passwordVariable?: string;
  source?: string;
  schema: string[];
  chunk: number;
  modified?: string;
  since?: number;
  changed?: number;
  rechecks: number;
  catchUp: number;
  json?: boolean;
};

/** `ha-drill reconcile`: are the rows of all nodes the same, now, while they are written to? */
export function reconcileCommand(): Command {
  return new Command('reconcile')
    .description(
      'compare the rows of all tables on all nodes of a living cluster: exit 0 when they are the same, 1 when they differ, 2 when that cannot be told',
    )
    .argument('[topology]', 'one that is up: a folder in topologies/, or a file such as ha-drill.yml')
    .option('--run <id>', 'of several runs of the topology this one')
    .option('--node <host:port>', 'instead of a topology: a server, may be given more than once', collect, [])
    .option('--user <name>', 'the account for --node; it may read all tables')
    .option('--password-variable <name>', 'the environment variable that holds its password')
    .option('--source <node>', 'the node that is right; else the only one that accepts writes')
    .option('--schema <name>', 'only this schema, may be given more than once', collect, [])
    .option('--chunk <rows>', 'compare so many rows at once', wholeNumber(1, 1_000_000), 1000)
    .option(
      '--modified <column>',
      'only rows that were modified lately, by this DATETIME or TIMESTAMP column',
    )
    .option('--since <duration>', 'how lately, with --modified', durationOf)
    .option(
      '--changed <duration>',
      'only rows that were changed within this, by the binary logs of the source; of a topology, and of MySQL',
      durationOf,
    )
    .option('--rechecks <times>', 'look at a row that differs so often at most', wholeNumber(1, 1000), 5)
    .option(
      '--catch-up <duration>',
      'wait so long for a node to have what the source has',
      durationOf,
      10_000,
    )
    .option('--json', 'print the result as JSON')
    .action(async (topology: string | undefined, options: Options) => {
      const changed = await changedOf(topology, options);
      const result = await reconcile(await nodesFor(topology, options), {
        schemas: options.schema,
        chunkRows: options.chunk,
        modified: modifiedOf(options),
        changed,
        source: options.source,
        times: options.rechecks,
        catchUpMs: options.catchUp,
      });
      print(options.json ? JSON.stringify(result, null, 2) : reconciliationText(result));
      process.exitCode = exitCodeOf(result);
    });
}

/** 1 where a difference is sure; 2 where something could not be told, or nothing was compared. */
export function exitCodeOf({ nodes, unread }: Reconciliation): number {
  const tables = nodes.flatMap((node) => node.tables);
  if (tables.some(({ differences }) => differences.length > 0)) return exitCodes.fail.code;
  const isUnsure =
    unread.length > 0 || tables.length === 0 || tables.some(({ undecided }) => undecided.length > 0);
  return isUnsure ? exitCodes.inconclusive.code : exitCodes.pass.code;
}

function modifiedOf({ modified, since }: Options): { column: string; sinceS: number } | undefined {
  if (modified === undefined && since === undefined) return undefined;
  if (modified === undefined)
    throw usageError('--since: expected --modified with it, the column that tells when');
  if (since === undefined) throw usageError('--modified: expected --since with it, such as --since 10m');
  return { column: modified, sinceS: Math.ceil(since / 1000) };
}

/** Binary logs are read in the containers of the nodes. */
async function changedOf(
  topology: string | undefined,
  { changed, modified, run: wanted }: Options,
): Promise<ReconcileOptions['changed']> {
  if (changed === undefined) return undefined;
  if (modified !== undefined) throw usageError('expected --changed or --modified, found both');
  if (topology === undefined)
    throw usageError('--changed: expected a topology with it, whose binary logs can be read; not --node');
  const loaded = await loadTopology(topology);
  const logsIn = engines[loaded.section.engine].binaryLogs;
  if (!logsIn) throw usageError(`--changed: the binary logs of ${loaded.section.engine} are not read`);
  const docker = await connectDocker();
  const run = await runOf(docker, loaded.name, wanted);
  const nodes = await nodesOfTopology(loaded, run);
  return {
    sinceS: Math.ceil(changed / 1000),
    logsOf: async (name) => {
      const node = nodes.find((one) => one.name === name);
      const service = (await inspectServices(docker, run, loaded, [])).get(name);
      if (!node || !service) throw environmentError(`${run}: ${name} does not run.`);
      const logs = await withSession(engines[loaded.section.engine], node, node.account, logsIn);
      if (!logs) throw environmentError(`${name} keeps no binary logs of what it applies.`);
      const container = docker.getContainer(service.containerId);
      return logs.files.map((file) => ({
        name: file.name,
        read: () => readFileInside(container, `${logs.folder}/${file.name}`),
      }));
    },
  };
}

type Node = NodeAddress & { readonly account: Account };

async function nodesFor(topology: string | undefined, options: Options): Promise<Node[]> {
  if (topology !== undefined && options.node.length > 0)
    throw usageError('expected a topology or --node, found both');
  if (topology !== undefined) return nodesOfTopology(await loadTopology(topology), options.run);
  if (options.node.length < 2)
    throw usageError('expected a topology that is up, or at least two servers, each with --node host:port');
  const account = givenAccount(options);
  return options.node.map((text) => ({ ...addressOf(text), account }));
}

function givenAccount({ user, passwordVariable }: Options): Account {
  if (user === undefined || passwordVariable === undefined)
    throw usageError('--node: expected --user and --password-variable with it');
  const password = process.env[passwordVariable];
  if (password !== undefined) return { user, password };
  throw usageError(`--password-variable ${passwordVariable}: expected a variable that is set, found none`);
}

function addressOf(text: string): NodeAddress {
  const [, host = '', port] = /^([\w.-]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const number = Number(port ?? places.port);
  if (host !== '' && number >= 1 && number <= 65_535) return { name: text, host, port: number };
  throw usageError(`--node ${shortened(text, 60)}: expected an address such as 10.0.0.1:3306`);
}

async function nodesOfTopology(topology: LoadedTopology, wanted: string | undefined): Promise<Node[]> {
  const docker = await connectDocker();
  const run = await runOf(docker, topology.name, wanted);
  const services = await inspectServices(docker, run, topology, []);
  return Promise.all(
    topology.section.nodes.map(async (name) => {
      const service = services.get(name);
      if (!service?.address) throw environmentError(`${run}: ${name} does not run.`);
      const account = topology.stack
        ? await rootOf(docker, { topology, services }, name)
        : await ownAdmin(docker, service.containerId);
      const port = portOfNode(topology, name);
      return { name, host: service.address, port, account };
    }),
  );
}

/** Our own nodes get their accounts by variables of their container. */
async function ownAdmin(docker: Docker, containerId: string): Promise<Account> {
  const { Env } = (await docker.getContainer(containerId).inspect()).Config;
  const prefix = 'HA_DRILL_ADMIN_PASSWORD=';
  const password = Env.find((one) => one.startsWith(prefix))?.slice(prefix.length);
  if (password === undefined) throw environmentError('The node has no password of an administrator.');
  return { user: 'ha_admin', password };
}

/** The run of a topology that is up: the one that is wanted, else the only one that `ha-drill up` started. */
async function runOf(docker: Docker, topology: string, wanted: string | undefined): Promise<string> {
  const containers = await docker.listContainers({ filters: { label: [runLabel] } });
  const up = new Set(containers.flatMap(({ Labels }) => Labels[runLabel] ?? []));
  if (wanted !== undefined) {
    if (up.has(wanted)) return wanted;
    throw usageError(`--run ${shortened(wanted, 60)}: expected a run that is up, found none`);
  }
  const runs = [...up].filter((run) => run.includes(`-up-${topology}-`));
  const [only] = runs;
  if (only && runs.length === 1) return only;
  if (runs.length > 1)
    throw usageError(`${runs.length} runs of ${topology} are up: ${runs.join(', ')}`, 'say which with --run');
  throw usageError(
    `${topology} is not up.`,
    `ha-drill up ${topology} brings it up; --run names the run of a drill`,
  );
}

function durationOf(text: string): number {
  const parsed = duration.safeParse(text);
  if (parsed.success && parsed.data > 0) return parsed.data;
  throw usageError(`${shortened(text, 60)}: expected a duration such as 10m`);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (/^\d+$/.test(text) && count >= least && count <= most) return count;
    throw usageError(`${shortened(text, 60)}: expected a whole number from ${least} to ${most}`);
  };
}
