import { expect } from 'vitest';
import type { Cluster } from '../../src/docker/cluster.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { semisync } from '../../src/engine/mysql/replication/semisync.ts';
import { withSession } from '../../src/engine/with-session.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import {
  address,
  container,
  healthy,
  inspectNode,
  lostOn,
  managerStatus,
  startWriter,
  statusWhere,
} from './failover-cluster.ts';

export async function primaryNow(cluster: Cluster): Promise<string> {
  return (await managerStatus(cluster)).primary ?? 'none';
}

export function replicasOf(cluster: Cluster, primary: string): string[] {
  return cluster.nodes.map(({ name }) => name).filter((name) => name !== primary);
}

/** Writes while `act` happens and until another primary accepts writes; resolves with the new primary. */
export async function failOver(
  cluster: Cluster,
  act: (primary: string) => Promise<void>,
): Promise<{ old: string; primary: string }> {
  const old = await primaryNow(cluster);
  const writer = startWriter(cluster);
  await writer.acknowledged(10);
  await act(old);
  const { primary } = await statusWhere(cluster, 'a failover', (status) => status.primary !== old);
  await waitFor({ what: 'writes on the new primary', deadlineMs: patienceMs }, async () => {
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
export async function bringBack(cluster: Cluster, node: string, primary: string): Promise<void> {
  const known = await statusWhere(
    cluster,
    `${node} is judged`,
    ({ errant, followers }) => node in errant || followers.includes(node),
  );
  if (node in known.errant) await recopy(cluster, node, primary);
  await healthy(cluster, primary);
}

/** MySQL copies a node by SQL alone. */
const noShell = () => Promise.reject(new Error('expected a copy by SQL'));

export function recopy(cluster: Cluster, node: string, primary: string): Promise<void> {
  return withSession(mysql, address(cluster, node), cluster.accounts.admin, (connection) =>
    semisync.reclone(connection, address(cluster, primary), cluster.accounts, noShell),
  );
}

/** Starts the server of a node that was killed, while the manager looks away, and does something on it first. */
export async function startUnseen(
  cluster: Cluster,
  node: string,
  statements: readonly string[],
): Promise<void> {
  await container(cluster, 'manager').pause();
  await container(cluster, node).kill({ signal: 'SIGUSR1' });
  await waitFor({ what: `${node} answers`, deadlineMs: patienceMs }, () =>
    withSession(mysql, address(cluster, node), cluster.accounts.admin, async (connection) => {
      await connection.query('SET GLOBAL super_read_only = OFF');
      for (const statement of statements) await connection.query(statement);
      await connection.query('SET GLOBAL super_read_only = ON');
      return { done: true as const, value: undefined };
    }).catch((error: unknown) => ({ done: false as const, state: String(error) })),
  );
  await container(cluster, 'manager').unpause();
}
