import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withConnection } from '../cluster/connection.ts';
import { saveLog } from '../cluster/logs.ts';
import { primaryOf } from '../cluster/ready.ts';
import { DeadlineError, waitFor } from '../cluster/wait.ts';
import { messageOf } from '../errors.ts';
import { isEmptyGtidSet, parseGtidSet, subtractGtidSets } from '../replication/gtid.ts';
import type { NodeAddress } from '../replication/types.ts';
import type { ClusterDrill } from './drill.ts';
import { snapshot } from './snapshot.ts';

const catchUpWithinMs = 30_000;

/** Reads every node's final state, after the replicas had time to catch up with the primary. The load has ended. */
export async function collect(drill: ClusterDrill): Promise<void> {
  const primary = drill.cluster.nodes.find((node) => node.name === primaryOf(drill.observer.latest()));
  if (!primary) drill.say('harness-note', 'There is no single primary at the end: nothing to catch up with.');
  await Promise.all(
    drill.cluster.nodes.map(async (node) => {
      try {
        if (primary && node !== primary) await catchUp(drill, node, primary);
        await snapshot(drill, node, 'final');
      } catch (error) {
        drill.say('harness-note', `no final state of ${node.name}: ${messageOf(error)}`, { node: node.name });
      }
    }),
  );
}

async function catchUp(drill: ClusterDrill, node: NodeAddress, primary: NodeAddress): Promise<void> {
  const { accounts } = drill.cluster;
  const goal = await withConnection(primary, accounts.admin, async (connection) =>
    parseGtidSet((await drill.replication.inspect(connection)).gtidExecuted),
  );
  const options = {
    what: `${node.name} to catch up`,
    deadlineMs: catchUpWithinMs,
    everyMs: 50,
    signal: drill.signal,
  };
  await withConnection(node, accounts.admin, (connection) =>
    waitFor(options, async () => {
      const state = await drill.replication.inspect(connection);
      const missing = subtractGtidSets(goal, parseGtidSet(state.gtidExecuted));
      return isEmptyGtidSet(missing)
        ? { done: true, value: undefined }
        : { done: false, state: 'it lacks transactions' };
    }),
  ).catch((error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error;
    drill.say('harness-note', error.message, { node: node.name });
  });
}

/** Saves the log of every service into `logs/`, with the run's passwords struck out. */
export async function collectLogs(drill: ClusterDrill): Promise<void> {
  const folder = join(drill.plan.folder, 'logs');
  await mkdir(folder, { recursive: true });
  const secrets = Object.values(drill.cluster.accounts).map((account) => account.password);
  const names = [...drill.cluster.services.keys()];
  await Promise.all(
    names.map((name) => saveLog(drill.docker, drill.cluster, name, join(folder, `${name}.log`), secrets)),
  );
}
