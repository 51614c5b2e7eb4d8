import { Command } from 'commander';
import type Docker from 'dockerode';
import { startClock } from '../clock.ts';
import { type BringUpOptions, bringUp, type Cluster, type Endpoint } from '../docker/cluster.ts';
import { connectDocker } from '../docker/docker.ts';
import { withLease } from '../docker/lease.ts';
import { runFolder } from '../docker/state-folder.ts';
import { clean } from '../drill/clean.ts';
import { formCluster } from '../drill/form-cluster.ts';
import { withLogsOfWay } from '../drill/logs-of-way.ts';
import { imageVariables } from '../drill/provision.ts';
import { newRunId } from '../drill/run-id.ts';
import { verifyReplication } from '../drill/verify-cluster.ts';
import { replicationOf } from '../engine/list.ts';
import { usageError } from '../errors.ts';
import { observeCluster } from '../observe/observer.ts';
import { loadTopology } from '../topology/load.ts';
import { describe } from './clean.ts';
import { type ComposeOptions, hearsComposeOptions, requireSaidByFile } from './compose-options.ts';
import { dockerWithImages } from './engine.ts';
import { frozenOption, type TrustOption, trustOf, trustOption } from './options.ts';
import { print, printSecret, tell } from './output.ts';
import { asTyped } from './own-command.ts';
import { tellTrusted } from './warnings.ts';

/** Runs of `ha-drill up` have this in their name, by which `ha-drill down` finds them. */
const byHand = /-up-[a-z0-9-]+$/;

/** `ha-drill up`: a topology to explore by hand. */
export function upCommand(): Command {
  return hearsComposeOptions(new Command('up'))
    .description('bring a topology up to explore it by hand')
    .argument('<topology>', 'a folder in topologies/, or a file such as ha-drill.yml')
    .option('--backup', 'with its backup service')
    .option(...trustOption)
    .option(...frozenOption)
    .action(async (name: string, options: { backup?: boolean } & ComposeOptions & TrustOption) => {
      const { backup: withBackup } = options;
      const topology = await loadTopology(name, process.cwd(), trustOf(options));
      requireSaidByFile(options, [topology]);
      tellTrusted([topology]);
      if (withBackup && !topology.section.backup) throw usageError(`${name} has no backup service.`);
      const { docker, images } = await dockerWithImages([topology]);
      const run = newRunId(`up-${topology.name}`);
      tell(`bringing up ${topology.name} as ${run}`);
      const bringing = {
        run,
        topology,
        parameters: {},
        images: imageVariables(images),
        folder: runFolder(run),
        subnetHint: process.pid % 256,
        withBackup,
        kept: true,
      };
      await withLease(docker, run, () => explorable(docker, bringing), { kept: true });
    });
}

async function explorable(docker: Docker, options: BringUpOptions): Promise<void> {
  const cluster = await bringUp(docker, options);
  const replication = replicationOf(options.topology.section);
  const observer = observeCluster(cluster, startClock(), () => undefined);
  try {
    const primary = await formCluster(docker, cluster, replication, observer, { deadlineMs: 120_000 });
    await verifyReplication(cluster, observer, { deadlineMs: 10_000 }).catch(async (error: unknown) => {
      throw await withLogsOfWay(docker, cluster, error);
    });
    printSecret(asTyped(howToUse(cluster, primary)));
  } finally {
    await observer.stop();
  }
}

/** `ha-drill down`: removes what `up` started. */
export function downCommand(): Command {
  return new Command('down')
    .description('remove the topologies that `ha-drill up` started')
    .argument('[run]', 'only this one')
    .action(async (run: string | undefined) => {
      if (run === '') throw usageError('expected the name of a run, found nothing');
      const only = (one: string): boolean => byHand.test(one) && (run === undefined || one === run);
      const { removed, left } = await clean(await connectDocker(), { only });
      for (const one of left) tell(`${one.run} ${one.why}: left alone`);
      for (const one of removed) print(describe(one));
      if (removed.length === 0) print('nothing is up');
    });
}

function listed({ hosts }: Endpoint): string {
  return hosts.map(({ host, port }) => `${host}:${port}`).join(', ');
}

function howToUse(cluster: Cluster, primary: string): string {
  const { user, password } = cluster.accounts.application;
  const isTheirs = cluster.topology.stack?.application !== undefined;
  const { write, read } = cluster.endpoints;
  const byName = [...cluster.services.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const services = byName.map(
    (one) =>
      `  ${one.name.padEnd(8)} ${one.address.padEnd(14)} docker exec -it ${one.containerId.slice(0, 12)} bash`,
  );
  return [
    `${cluster.topology.section.title}`,
    `primary  ${primary}`,
    `writes   ${listed(write)}`,
    ...(read ? [`reads    ${listed(read)}`] : []),
    ...(cluster.managerUrl ? [`failover ${cluster.managerUrl}`] : []),
    `account  ${user}, ${isTheirs ? 'with its own password' : `password ${password}`} (may use the schema ledger)`,
    `admin    docker exec -it ${cluster.services.get(primary)?.containerId.slice(0, 12)} ${cluster.engine.client}`,
    'services',
    ...services,
    `remove   ha-drill down ${cluster.run}`,
  ].join('\n');
}
