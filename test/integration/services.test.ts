import { afterAll, beforeAll, expect, test } from 'vitest';
import { startClock } from '../../src/clock.ts';
import { withLogsOfWay } from '../../src/drill/logs-of-way.ts';
import type { ServiceLook } from '../../src/history/service-look.ts';
import { observeServices } from '../../src/observe/service-observer.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';
import { type Up, up } from './topology.ts';

let semisync: Up;

beforeAll(async () => {
  semisync = await up('semisync');
});
afterAll(() => semisync?.down());

test('the manager and the proxy say what they do; a dead one, or one cut off, is told once, and all at last', async () => {
  const told: [string, ServiceLook][] = [];
  const { cluster, primary, ask } = semisync;
  const observer = observeServices(docker, cluster, startClock(), (service, look) => {
    told.push([service, look]);
  });
  const reaches = (service: string, is: (look: ServiceLook) => boolean) =>
    waitFor({ what: `the ${service}`, deadlineMs: patienceMs }, () => {
      const look = observer.latest().get(service);
      return look && is(look)
        ? { done: true, value: undefined }
        : { done: false, state: JSON.stringify(look) };
    });
  expect(observer.names).toEqual(['manager', 'proxy']);

  const [row] = await ask(primary, 'SELECT @@server_uuid AS uuid');
  await reaches('proxy', ({ proxy }) => proxy?.serverUuid === row?.uuid);
  const said = { activity: 'watching', primary, problem: null, silent: [] };
  await reaches('manager', ({ manager }) => JSON.stringify(manager) === JSON.stringify(said));

  const container = (name: string) => docker.getContainer(cluster.services.get(name)?.containerId ?? '');
  await container('proxy').pause();
  await reaches(
    'proxy',
    ({ error, reads }) => error === 'its container is paused' && typeof reads === 'string',
  );
  await reaches('manager', ({ manager }) => manager?.problem !== null);
  await container('proxy').unpause();
  await reaches('proxy', ({ error, reads }) => error === null && reads === null);

  // The read endpoint leads to the replicas alone until the manager notices; a look that hangs meanwhile tells it.
  const replicas = cluster.nodes.map(({ name }) => name).filter((name) => name !== primary);
  for (const name of replicas) await container(name).pause();
  await waitFor({ what: 'a look that reads lead to nobody', deadlineMs: patienceMs }, () => {
    const found = told.some(
      ([, { error, proxy, reads }]) =>
        error === null && proxy?.serverUuid === row?.uuid && typeof reads === 'string',
    );
    return found ? { done: true, value: undefined } : { done: false, state: JSON.stringify(told.at(-1)) };
  });
  for (const name of replicas) await container(name).unpause();
  await reaches('proxy', ({ error, reads }) => error === null && reads === null);

  await container('manager').kill();
  await reaches('manager', ({ error }) => error === 'its container exited (137)');
  await observer.stop();
  const last = told.slice(-2).map(([service, { last: isLast, error }]) => [service, isLast, error]);
  expect(last.toSorted()).toEqual([
    ['manager', true, 'its container exited (137)'],
    ['proxy', true, null],
  ]);
  const deaths = told.filter(
    ([, { last: isLast, error }]) => !isLast && error === 'its container exited (137)',
  );
  expect(deaths).toHaveLength(1);

  const why = await withLogsOfWay(docker, cluster, new Error('no write by the endpoint'));
  expect(why.message).toMatch(
    /^no write by the endpoint\nmanager has ended with exit code 137\.\nlast lines of proxy:/,
  );
  expect(why.message).toContain('last lines of manager:');
});
