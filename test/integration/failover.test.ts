import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, serviceOf } from '../../src/docker/cluster.ts';
import { pause, waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import {
  container,
  createTable,
  healthy,
  inspectNode,
  lostOn,
  managerStatus,
  signalServer,
  startCluster,
  startWriter,
  statusWhere,
} from './failover-cluster.ts';
import { bringBack, failOver, primaryNow, recopy, startUnseen } from './failover-story.ts';
import { docker } from './server.ts';

/** One real cluster, and one story: each test begins with a healthy cluster, and leaves one. */
describe('the failover manager on real servers', () => {
  let cluster: Cluster;
  let stop: () => Promise<void>;

  let first: string | null;
  beforeAll(async () => {
    ({ cluster, stop } = await startCluster());
    const formed = await statusWhere(cluster, 'a primary', (status) => status.primary !== null);
    first = formed.primary;
    await healthy(cluster, first ?? '');
    await createTable(cluster);
  });
  afterAll(() => stop?.());

  test('forms a cluster of blank nodes', () => {
    // Who that is, is up to who is ready first.
    expect(cluster.nodes.map(({ name }) => name)).toContain(first);
  });

  test('a killed primary is replaced, nothing acknowledged is lost, and it comes back', async () => {
    const { old, primary } = await failOver(cluster, (node) => signalServer(cluster, node, 'KILL'));
    await container(cluster, old).kill({ signal: 'SIGUSR1' });
    await bringBack(cluster, old, primary);
  });

  test('a frozen primary is replaced, and read-only soon after it thaws', async () => {
    const { old, primary } = await failOver(cluster, (node) => signalServer(cluster, node, 'STOP'));
    await signalServer(cluster, old, 'CONT');
    await waitFor({ what: `${old} is read-only`, deadlineMs: patienceMs }, async () => {
      const state = await inspectNode(cluster, old);
      return state.acceptsWrites ? { done: false, state: 'writable' } : { done: true, value: undefined };
    });
    await bringBack(cluster, old, primary);
  });

  test('a node with a transaction of its own is kept out, and rejoins when it is copied anew', async () => {
    const { old, primary } = await failOver(cluster, (node) => signalServer(cluster, node, 'KILL'));
    // The manager must not see the node before it has gone astray.
    await startUnseen(cluster, old, ['CREATE TABLE ledger.astray (id INT PRIMARY KEY)']);
    const { errant } = await statusWhere(cluster, 'it is named', (status) => old in status.errant);
    const state = await inspectNode(cluster, old);
    expect(state.source).toBeNull();
    expect(state.executed).toContain(errant[old]?.split(':')[0]);
    await recopy(cluster, old, primary);
    await healthy(cluster, primary);
  });

  test('a planned switchover goes where it is told to, and loses nothing', async () => {
    const from = await primaryNow(cluster);
    const to = cluster.nodes.map(({ name }) => name).find((name) => name !== from) ?? '';
    const { primary } = await failOver(cluster, async () => {
      const body = JSON.stringify({ to });
      const response = await fetch(`${cluster.managerUrl}/switchover`, { method: 'POST', body });
      expect(response.status).toBe(202);
    });
    expect(primary).toBe(to);
    await healthy(cluster, to);
    const { events } = await managerStatus(cluster);
    expect(events.map((event) => event.type)).toContain('switchover-completed');
  });

  test('a manager that alone is cut off does nothing, and neither does a new one', async () => {
    const primary = await primaryNow(cluster);
    const writer = startWriter(cluster);
    const network = docker.getNetwork(`${cluster.project.name}_default`);
    const manager = serviceOf(cluster, 'manager');
    await network.disconnect({ Container: manager.containerId });
    await pause(3000);
    await network.connect({
      Container: manager.containerId,
      EndpointConfig: { IPAMConfig: { IPv4Address: manager.address } },
    });
    await container(cluster, 'manager').restart({ t: 0 });
    await statusWhere(cluster, 'the new manager finds the primary', (status) => status.primary === primary);
    const acknowledged = await writer.stop();
    expect(await lostOn(cluster, primary, acknowledged)).toEqual([]);
    const { events } = await managerStatus(cluster);
    // A busy machine may be late with an answer; that alone moves nothing.
    const told = events
      .map(({ type }) => type)
      .filter((type) => !/^primary-(suspected|recovered)$/.test(type));
    expect(told).toEqual(['manager-started', 'primary-found']);
    await healthy(cluster, primary);
  });
});
