import { afterEach, expect, test } from 'vitest';
import { foreignImagesNamed } from '../../src/docker/images.ts';
import { idOf } from '../../src/docker/images-engine.ts';
import { loadTopology } from '../../src/topology/load.ts';
import { waitFor } from '../../src/wait.ts';
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

test('replicaset-driver: the endpoint is the list of all members', async () => {
  const it = await start('replicaset-driver');
  expect(it.cluster.endpoints.write.hosts.map(({ host }) => host)).toEqual(
    it.cluster.nodes.map(({ host }) => host),
  );
});

for (const name of ['orchestrator', 'proxysql']) {
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
