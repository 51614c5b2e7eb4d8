import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, serviceOf } from '../../src/cluster/cluster.ts';
import { withConnection } from '../../src/cluster/connection.ts';
import { isWritable } from '../../src/replication/node-state.ts';
import { semisync } from '../../src/replication/semisync.ts';
import { pause, waitFor } from '../../src/wait.ts';
import {
  address,
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
import { docker } from './server.ts';

/** One real cluster, and one story: each test begins with a healthy cluster, and leaves one. */
describe('the failover manager on real servers', () => {
  let cluster: Cluster;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ cluster, stop } = await startCluster());
  });
  afterAll(() => stop?.());

  const primaryNow = async (): Promise<string> => (await managerStatus(cluster)).primary ?? 'none';

  /** Writes while `act` happens and until another primary accepts writes; resolves with the new primary. */
  async function failOver(
    act: (primary: string) => Promise<void>,
  ): Promise<{ old: string; primary: string }> {
    const old = await primaryNow();
    const writer = startWriter(cluster);
    await pause(500);
    await act(old);
    const { primary } = await statusWhere(cluster, 'a failover', (status) => status.primary !== old);
    await waitFor({ what: 'writes on the new primary', deadlineMs: 10_000 }, async () => {
      const state = await inspectNode(cluster, primary ?? '');
      return (state.semisync?.acknowledged ?? 0) > 0
        ? { done: true, value: undefined }
        : { done: false, state: 'none acknowledged' };
    });
    const acknowledged = await writer.stop();
    expect(acknowledged.size).toBeGreaterThan(0);
    expect(await lostOn(cluster, primary ?? '', acknowledged)).toEqual([]);
    return { old, primary: primary ?? '' };
  }

  /** A failed primary comes back clean, or with transactions nobody acknowledged: then it is copied anew. */
  async function bringBack(node: string, primary: string): Promise<void> {
    const known = await statusWhere(
      cluster,
      `${node} is judged`,
      ({ errant, followers }) => node in errant || followers.includes(node),
    );
    if (node in known.errant) await recopy(node, primary);
    await healthy(cluster, primary);
  }

  function recopy(node: string, primary: string): Promise<void> {
    return withConnection(address(cluster, node), cluster.accounts.admin, (connection) => {
      connection.on('error', () => undefined);
      return semisync.reclone(connection, address(cluster, primary), cluster.accounts);
    });
  }

  test('forms a cluster of blank nodes', async () => {
    const { primary } = await statusWhere(cluster, 'a primary', (status) => status.primary !== null);
    expect(primary).toBe('db1');
    await healthy(cluster, 'db1');
    await createTable(cluster);
  });

  test('a killed primary is replaced, nothing acknowledged is lost, and it comes back', async () => {
    const { old, primary } = await failOver((node) => signalServer(cluster, node, 'KILL'));
    await container(cluster, old).kill({ signal: 'SIGUSR1' });
    await bringBack(old, primary);
  });

  test('a frozen primary is replaced, and read-only soon after it thaws', async () => {
    const { old, primary } = await failOver((node) => signalServer(cluster, node, 'STOP'));
    await signalServer(cluster, old, 'CONT');
    await waitFor({ what: `${old} is read-only`, deadlineMs: 10_000 }, async () => {
      const state = await inspectNode(cluster, old);
      return isWritable(state) ? { done: false, state: 'writable' } : { done: true, value: undefined };
    });
    await bringBack(old, primary);
  });

  test('a node with a transaction of its own is kept out, and rejoins when it is copied anew', async () => {
    const { old, primary } = await failOver((node) => signalServer(cluster, node, 'KILL'));
    // The manager must not see the node before it has gone astray.
    await container(cluster, 'manager').pause();
    await container(cluster, old).kill({ signal: 'SIGUSR1' });
    await waitFor({ what: `${old} answers`, deadlineMs: 20_000 }, () =>
      withConnection(address(cluster, old), cluster.accounts.admin, async (connection) => {
        await connection.query('SET GLOBAL super_read_only = OFF');
        await connection.query('CREATE TABLE ledger.astray (id INT PRIMARY KEY)');
        await connection.query('SET GLOBAL super_read_only = ON');
        return { done: true as const, value: undefined };
      }).catch((error: unknown) => ({ done: false as const, state: String(error) })),
    );
    await container(cluster, 'manager').unpause();
    const { errant } = await statusWhere(cluster, 'it is named', (status) => old in status.errant);
    const state = await inspectNode(cluster, old);
    expect(state.source).toBeNull();
    expect(state.gtidExecuted).toContain(errant[old]?.split(':')[0]);
    await recopy(old, primary);
    await healthy(cluster, primary);
  });

  test('a planned switchover goes where it is told to, and loses nothing', async () => {
    const from = await primaryNow();
    const to = cluster.nodes.map(({ name }) => name).find((name) => name !== from) ?? '';
    const { primary } = await failOver(async () => {
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
    const primary = await primaryNow();
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
    expect(events.map((event) => event.type)).toEqual(['manager-started', 'primary-found']);
    await healthy(cluster, primary);
  });
});
