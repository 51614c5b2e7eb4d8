import { afterEach, expect, test } from 'vitest';
import { serviceOf } from '../../src/docker/cluster.ts';
import { foreignImagesNamed } from '../../src/docker/images.ts';
import { idOf } from '../../src/docker/images-engine.ts';
import { loadTopology } from '../../src/topology/load.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';
import { type Up, up } from './topology.ts';

let running: Up | undefined;
afterEach(async () => {
  await running?.down();
  running = undefined;
});

async function start(...options: Parameters<typeof up>): Promise<Up> {
  running = await up(...options);
  return running;
}

/** The name of the server that answers at the first host of the write endpoint. */
const answeringAt = async ({ ask, cluster }: Up): Promise<unknown> =>
  (await ask(cluster.endpoints.write.hosts[0], 'SELECT @@hostname AS name'))[0]?.name;

/** Ends a server as an operator does; the answer may not come any more. */
const shutDown = ({ ask }: Up, node: string): Promise<unknown> =>
  ask(node, 'SHUTDOWN').catch(() => undefined);

test('vip-semisync: the address moves to the other server, and its fence device resets the first', async () => {
  const it = await start('vip-semisync', { FENCING: '1' });
  expect(it.primary).toBe('db1');
  expect(await answeringAt(it)).toBe('db1');
  await shutDown(it, 'db1');
  await waitFor({ what: 'the address at db2', deadlineMs: 90_000 }, async () => {
    const name = await answeringAt(it).catch(String);
    return name === 'db2' ? { done: true, value: name } : { done: false, state: String(name) };
  });
  // Nobody but the fence device starts a server that was shut down.
  await it.missingIs(/^db1: replicates from nobody$|db1: replicates from nobody/);
  await waitFor({ what: 'db2 to accept writes', deadlineMs: 60_000 }, () => {
    const isOpen = it.states().get('db2')?.acceptsWrites === true;
    return isOpen ? { done: true, value: isOpen } : { done: false, state: it.missing().join('; ') };
  });
  expect(it.states().get('db1')?.acceptsWrites).toBe(false);
});

test('hot-standby: the other host runs the server of the shared volume, and the lost one stands by', async () => {
  const it = await start('hot-standby', { FENCING: '1' });
  const lost = it.primary;
  const other = lost === 'db1' ? 'db2' : 'db1';
  expect(await answeringAt(it)).toBe(lost);
  await it.ask(lost, 'CREATE DATABASE kept');
  const container = docker.getContainer(serviceOf(it.cluster, lost).containerId);
  await container.kill();
  await waitFor({ what: `the address at ${other}`, deadlineMs: patienceMs }, async () => {
    const name = await answeringAt(it).catch(String);
    return name === other ? { done: true, value: name } : { done: false, state: String(name) };
  });
  expect(await it.ask(other, "SHOW DATABASES LIKE 'kept'")).toHaveLength(1);
  await container.start();
  await it.missingIs(/^$/);
  expect(await answeringAt(it)).toBe(other);
});

test('mha: the address is at the primary once the manager watches it', async () => {
  const it = await start('mha');
  expect(await answeringAt(it)).toBe(it.primary);
});

test('pacemaker: it forms the cluster by itself, and the address is at the primary', async () => {
  const it = await start('pacemaker');
  expect(await answeringAt(it)).toBe(it.primary);
});

test('replicaset-driver: the endpoint is the list of all members', async () => {
  const it = await start('replicaset-driver');
  expect(it.cluster.endpoints.write.hosts.map(({ host }) => host)).toEqual(
    it.cluster.nodes.map(({ host }) => host),
  );
});

for (const name of ['orchestrator', 'orchestrator-raft', 'proxysql']) {
  const { images } = await loadTopology(name);
  const named = foreignImagesNamed(Object.values(images));
  const there = await Promise.all(named.map(({ tag }) => idOf(docker, tag)));
  const words = named.map(
    (image) => `${image.tag}, or what HA_DRILL_${image.name.toUpperCase()}_IMAGE names`,
  );
  test.skipIf(there.includes(undefined))(
    `${name} (${words.join('; ')}): writes are led to the primary`,
    async () => {
      const it = await start(name);
      expect(await answeringAt(it)).toBe(it.primary);
    },
  );
}
