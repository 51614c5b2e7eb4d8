import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { z } from 'zod';
import { startClock } from '../../src/clock.ts';
import { serviceOf } from '../../src/docker/cluster.ts';
import { runLabel } from '../../src/docker/labels.ts';
import type { ClusterService } from '../../src/docker/services.ts';
import { runBackupCommand } from '../../src/drill/backup-command.ts';
import { messageOf } from '../../src/errors.ts';
import type { DrillEvent } from '../../src/history/schema.ts';
import type { ServiceClock } from '../../src/observe/service-log.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';
import { type Up, up } from './topology.ts';

/** A topology with its backup service, and a schema `shop` to lose. */
export type BackupCluster = Up & {
  /** Asks the backup service; resolves with its result. */
  backup(...words: string[]): Promise<unknown>;
  /** The same, where the result has this shape. */
  backupAs<T>(schema: z.ZodType<T>, ...words: string[]): Promise<T>;
  /** What it told while it worked for the last question. */
  told(): readonly DrillEvent[];
  /** Runs a shell command in a container; resolves with what it printed. */
  shell(service: string, command: string): Promise<string>;
  /** The same in the folder of the store. */
  inStore(command: string): Promise<string>;
  /** Does something to a file or a folder of the store while `look` looks, and undoes it. */
  spoilt<T>(file: string, command: string, look: () => Promise<T>): Promise<T>;
  /** Sends a signal to the processes of the service whose command lines match; the image has no pgrep. */
  signal(name: string, ...patterns: string[]): Promise<void>;
  /** A second backup service, whose store is a memory disk of this size. */
  withStoreOf(size: string): Promise<SmallStore>;
  /** Copies what is in a folder of this machine into one of a container. */
  copyIn(service: string, from: string, to: string): Promise<void>;
  /** Resolves when a write through the endpoint succeeds. */
  writable(): Promise<void>;
  /** Writes rows `first` to `last` into shop.orders through the endpoint, a transaction each. */
  order(first: number, last: number): Promise<void>;
  /** One statement through the write endpoint. */
  write(sql: string): Promise<Record<string, unknown>[]>;
  /** Resolves when the archive has all that the primary committed: on a busy machine it may be late. */
  archived(): Promise<void>;
  /** How many rows the primary has in shop.orders; its highest number. */
  orders(): Promise<Orders>;
  /** The same of the server that was restored. */
  restoredOrders(): Promise<Orders>;
};

export type Orders = { readonly rows: number; readonly last: number };

export type SmallStore = {
  backup(...words: string[]): Promise<unknown>;
  shell(command: string): Promise<string>;
  stop(): Promise<void>;
};

const counted = z.object({ rows: z.coerce.number(), last: z.coerce.number().nullable() });

/** Where the store is in the container of the service. */
export const store = '/var/lib/ha-drill-store';

/** What a primary says of all that it has. */
const positions = { semisync: '@@GLOBAL.gtid_executed', 'mariadb-semisync': '@@GLOBAL.gtid_binlog_pos' };

export async function upWithBackup(
  parameters: Readonly<Record<string, string>> = {},
  topology: keyof typeof positions = 'semisync',
): Promise<BackupCluster> {
  const cluster = await up(topology, parameters, true);
  const service = serviceOf(cluster.cluster, 'backup');
  let told: DrillEvent[] = [];
  const clock = { clock: startClock(), offsetMs: 0 };
  const backup = (...words: string[]): Promise<unknown> => {
    told = [];
    return runBackupCommand(docker, service, words, clock, (event) => told.push(event));
  };
  const write = (sql: string) => cluster.ask(cluster.cluster.endpoints.write.hosts[0], sql);
  const ordersAt = async (at: { host: string; port: number }): Promise<Orders> => {
    const [row] = await cluster.ask(at, 'SELECT COUNT(*) AS `rows`, MAX(id) AS last FROM shop.orders');
    const { rows, last } = counted.parse(row);
    return { rows, last: last ?? 0 };
  };
  await write('CREATE DATABASE shop');
  await write(
    'CREATE TABLE shop.orders (id INT PRIMARY KEY, note VARCHAR(200), paid DECIMAL(10,2), at DATETIME(6))',
  );
  return {
    ...cluster,
    ...inStoreOf(service.containerId),
    backup,
    backupAs: async (schema, ...words) => schema.parse(await backup(...words)),
    told: () => told,
    shell: (name, command) => shellIn(serviceOf(cluster.cluster, name).containerId, command),
    withStoreOf: (size) => startSmallStore(service, size, clock),
    copyIn: async (name, from, to) => {
      const { containerId } = serviceOf(cluster.cluster, name);
      const container = docker.getContainer(containerId);
      const { uid, gid } = await accountIn(containerId);
      const owner = [`--owner=service:${uid}`, `--group=service:${gid}`];
      const tar = spawn('tar', ['--create', ...owner, `--directory=${from}`, '.'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await container.putArchive(tar.stdout, { path: to });
    },
    writable: async () => {
      await waitFor({ what: 'a write through the endpoint', deadlineMs: patienceMs }, async () => {
        try {
          await write('CREATE TABLE IF NOT EXISTS shop.probe (id INT PRIMARY KEY)');
          return { done: true, value: undefined };
        } catch (error) {
          return { done: false, state: messageOf(error) };
        }
      });
    },
    write,
    archived: async () => {
      const [row] = await write(`SELECT ${positions[topology]} AS gtids`);
      await backup('await-archive', String(row?.gtids).replaceAll('\n', ''));
    },
    order: async (first, last) => {
      for (let id = first; id <= last; id += 1) {
        await write(`INSERT INTO shop.orders VALUES (${id}, 'order ''${id}''', ${id}.25, NOW(6))`);
      }
    },
    orders: () => ordersAt(cluster.cluster.endpoints.write.hosts[0]),
    restoredOrders: () => ordersAt({ host: service.address, port: 3306 }),
  };
}

function inStoreOf(container: string): Pick<BackupCluster, 'inStore' | 'spoilt' | 'signal'> {
  const inStore = (command: string): Promise<string> => shellIn(container, `cd ${store} && ${command}`);
  return {
    inStore,
    spoilt: async (file, command, look) => {
      await inStore(`cp -a ${file} /tmp/kept`);
      await inStore(command);
      try {
        return await look();
      } finally {
        await inStore(`mv /tmp/kept ${file}`);
      }
    },
    signal: async (name, ...patterns) => {
      const all = patterns.map((pattern) => `-e '${pattern}'`).join(' ');
      const matching = `tr '\\0' ' ' <$p/cmdline 2>/dev/null | grep -q ${all}`;
      await inStore(`for p in /proc/[0-9]*; do if ${matching}; then kill -${name} $(basename $p); fi; done`);
    },
  };
}

/** As the service itself, in the same network, but it archives nothing. */
async function startSmallStore(
  service: ClusterService,
  size: string,
  clock: ServiceClock,
): Promise<SmallStore> {
  const { Config, HostConfig, NetworkSettings } = await docker.getContainer(service.containerId).inspect();
  // Of the account that the service runs as: a memory disk takes no owner from the image.
  const { uid, gid } = await accountIn(service.containerId);
  const container = await docker.createContainer({
    Image: service.image,
    Env: Config.Env,
    Cmd: ['sleep', 'infinity'],
    Labels: { [runLabel]: Config.Labels[runLabel] ?? '' },
    HostConfig: {
      Init: true,
      AutoRemove: true,
      NetworkMode: Object.keys(NetworkSettings.Networks)[0] ?? '',
      ExtraHosts: HostConfig.ExtraHosts ?? [],
      // The service has it as a config of Compose, which is put into its own container alone.
      Binds: [`${resolve('topologies/semisync/mysqld.cnf')}:/etc/ha-drill/mysqld.cnf:ro`],
      Tmpfs: { [store]: `size=${size},uid=${uid},gid=${gid}` },
    },
  });
  await container.start();
  const own = { ...service, containerId: container.id };
  return {
    backup: (...words) => runBackupCommand(docker, own, words, clock, () => undefined),
    shell: (command) => shellIn(container.id, command),
    stop: async () => {
      await container.kill();
    },
  };
}

/** The account that a command in a container runs as. */
async function accountIn(containerId: string): Promise<{ uid: string; gid: string }> {
  const [uid = '', gid = ''] = (await shellIn(containerId, 'id -u; id -g')).trim().split(/\s+/);
  return { uid, gid };
}

async function shellIn(containerId: string, command: string): Promise<string> {
  const exec = await docker.getContainer(containerId).exec({
    Cmd: ['sh', '-c', command],
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
  });
  const stream = await exec.start({ Tty: true });
  let printed = '';
  for await (const chunk of stream) printed += String(chunk);
  return printed.trim();
}
