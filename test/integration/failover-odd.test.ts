import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/docker/cluster.ts';
import { connect } from '../../src/engine/connect.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { withSession } from '../../src/engine/with-session.ts';
import { containsGtidSet, gtidsOf, parseGtidSet, uniteGtidSets } from '../../src/formats/gtid.ts';
import { pause, waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import {
  address,
  container,
  createTable,
  healthy,
  inspectNode,
  managerStatus,
  type Status,
  signalServer,
  startCluster,
  startWriter,
  statusWhere,
} from './failover-cluster.ts';
import { bringBack, failOver, primaryNow, recopy, replicasOf, startUnseen } from './failover-story.ts';

/** One real cluster, and one story: each test begins with a healthy cluster, and leaves one. */
describe('the failover manager, where something else is wrong as well', () => {
  let cluster: Cluster;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ cluster, stop } = await startCluster());
    const formed = await statusWhere(cluster, 'a primary', (status) => status.primary !== null);
    await healthy(cluster, formed.primary ?? '');
    await createTable(cluster);
  });
  afterAll(() => stop?.());

  const on = async (node: string, ...statements: string[]): Promise<void> =>
    withSession(mysql, address(cluster, node), cluster.accounts.admin, async (connection) => {
      for (const statement of statements) await connection.query(statement);
    });

  /** When the newest event was told that there is: those of the tests before come no later (ms, the kernel's clock). */
  const now = async () => (await managerStatus(cluster)).events.at(-1)?.monotonicMs ?? 0;

  /** Which of `types` were told of a node after that, in order. */
  function told({ events }: Status, sinceMs: number, node: string, types: readonly string[]): string[] {
    return events.flatMap((event) =>
      event.monotonicMs > sinceMs && event.node === node && types.includes(event.type) ? event.type : [],
    );
  }

  test('a replica whose applier a lock holds is not waited for, and acknowledges for the other one', async () => {
    const before = await primaryNow(cluster);
    const [held = '', free = ''] = replicasOf(cluster, before);
    const lock = await connect(address(cluster, held), cluster.accounts.admin, 5000);
    await lock.query('FLUSH TABLES WITH READ LOCK');
    const { old, primary } = await failOver(cluster, async (node) => {
      await waitFor({ what: `${held} has something to apply`, deadlineMs: patienceMs }, async () => {
        const { executed, source } = await inspectNode(cluster, held);
        const received = parseGtidSet(source?.received ?? '');
        return containsGtidSet(parseGtidSet(executed), received)
          ? { done: false, state: executed }
          : { done: true, value: undefined };
      });
      // What only the held one had received when the primary dies would be its to lead with.
      const quiet = await connect(address(cluster, node), cluster.accounts.admin, 5000);
      await quiet.query('FLUSH TABLES WITH READ LOCK');
      const { executed: all } = await inspectNode(cluster, node);
      await waitFor({ what: 'both replicas have received all', deadlineMs: patienceMs }, async () => {
        const states = await Promise.all([held, free].map((name) => inspectNode(cluster, name)));
        const has = states.map(({ executed, source }) =>
          uniteGtidSets(parseGtidSet(executed), parseGtidSet(source?.received ?? '')),
        );
        return has.every((one) => containsGtidSet(one, parseGtidSet(all)))
          ? { done: true, value: undefined }
          : { done: false, state: JSON.stringify(states.map(({ source }) => source?.received)) };
      });
      await signalServer(cluster, node, 'KILL');
      quiet.destroy();
    });
    expect(primary).toBe(free);
    const state = await inspectNode(cluster, held);
    expect(state.source?.host).toBe(free);
    await lock.query('UNLOCK TABLES');
    lock.destroy();
    await container(cluster, old).kill({ signal: 'SIGUSR1' });
    await bringBack(cluster, old, primary);
  });

  test('a failover is over when it is routed, and not while the proxy cannot be told', async () => {
    const old = await primaryNow(cluster);
    const sinceMs = await now();
    const words = ['routing-failed', 'routed', 'failover-completed'];
    const of = (status: Status) => told(status, sinceMs, status.primary ?? '', words);
    await container(cluster, 'proxy').pause();
    await signalServer(cluster, old, 'KILL');
    const failed = await statusWhere(
      cluster,
      'it is told that nothing is routed',
      (status) => status.primary !== old && of(status).length > 0,
    );
    expect(of(failed)).toEqual(['routing-failed']);
    await container(cluster, 'proxy').unpause();
    const over = await statusWhere(cluster, 'the failover is over', (status) =>
      of(status).includes('failover-completed'),
    );
    expect(of(over)).toEqual(words);
    await container(cluster, old).kill({ signal: 'SIGUSR1' });
    await bringBack(cluster, old, over.primary ?? '');
  });

  test('a replica in maintenance stays stopped, and is resumed when that is over', async () => {
    const primary = await primaryNow(cluster);
    const [node = ''] = replicasOf(cluster, primary);
    const sinceMs = await now();
    await on(node, 'SET GLOBAL super_read_only = OFF', 'STOP REPLICA');
    await statusWhere(
      cluster,
      'it is left alone',
      (status) => told(status, sinceMs, node, ['left-alone']).length > 0,
    );
    // Two repairs of a node are a second apart.
    await pause(2500);
    expect((await inspectNode(cluster, node)).source).toMatchObject({ receiver: 'off', applier: 'off' });
    await on(node, 'SET GLOBAL super_read_only = ON');
    await healthy(cluster, primary);
  });

  test('a copy of a replica that works is not disturbed', async () => {
    const primary = await primaryNow(cluster);
    const [node = ''] = replicasOf(cluster, primary);
    const sinceMs = await now();
    const writer = startWriter(cluster);
    await recopy(cluster, node, primary);
    await writer.stop();
    expect(told(await managerStatus(cluster), sinceMs, node, ['repair-failed'])).toEqual([]);
    await healthy(cluster, primary);
  });

  test('a former primary that lost its own tail is named and kept out, until it is copied anew', async () => {
    let serverUuid = '';
    const { old, primary } = await failOver(cluster, async (node) => {
      ({ serverUuid } = await inspectNode(cluster, node));
      await signalServer(cluster, node, 'KILL');
    });
    const { executed } = await inspectNode(cluster, primary);
    const own = [...gtidsOf(parseGtidSet(executed), serverUuid).values()].flat().at(-1)?.[1] ?? 0;
    expect(own).toBeGreaterThan(2);
    const kept = executed
      .split(',')
      .map((part) => (part.startsWith(serverUuid) ? `${serverUuid}:1-${own - 2}` : part));
    await startUnseen(cluster, old, [
      'RESET BINARY LOGS AND GTIDS',
      `SET GLOBAL gtid_purged = '${kept.join()}'`,
    ]);
    const { lostTails } = await statusWhere(cluster, 'it is named', (status) => old in status.lostTails);
    expect(lostTails[old]).toBe(`${serverUuid}:${own - 1}-${own}`);
    expect((await inspectNode(cluster, old)).source).toBeNull();
    await recopy(cluster, old, primary);
    await healthy(cluster, primary);
    await statusWhere(cluster, 'nothing is named', (status) => Object.keys(status.lostTails).length === 0);
  });
});
