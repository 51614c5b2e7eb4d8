import { readLog } from '../docker/logs.ts';
import { executedBy } from '../engine/transactions.ts';
import type { NodeAddress } from '../engine/types.ts';
import { withSession } from '../engine/with-session.ts';
import { messageOf } from '../errors.ts';
import { primaryOf } from '../observe/ready.ts';
import { secretsOf } from '../topology/without-secrets.ts';
import { DeadlineError, waitFor } from '../wait.ts';
import { isOfClients } from '../workload/clients/own-accounts.ts';
import { finishBeside } from './beside.ts';
import type { ClusterDrill } from './drill.ts';
import { servingNodes } from './serving-nodes.ts';
import { snapshot } from './snapshot.ts';

const quietWithinMs = 30_000;
const catchUpWithinMs = 30_000;

/**
 * Reads every node's final state, once the writes that clients gave up have ended too and the replicas have caught
 * up with the primary. The load has stopped.
 */
export async function collect(drill: ClusterDrill): Promise<void> {
  const primary = drill.cluster.nodes.find((node) => node.name === primaryOf(drill.observer.latest()));
  if (primary) {
    await untilQuiet(drill, primary);
    await finishBeside(drill, primary);
  } else drill.say('harness-note', 'There is no single primary at the end: nothing to catch up with.');
  const serving = servingNodes(drill);
  for (const node of drill.cluster.nodes.filter((one) => !serving.includes(one))) {
    const text = `no final state of ${node.name}: it stands by, without a server`;
    drill.say('harness-note', text, { node: node.name });
  }
  await Promise.all(
    serving.map(async (node) => {
      try {
        if (primary && node !== primary) await catchUp(drill, node, primary);
        await snapshot(drill, node, 'final');
      } catch (error) {
        drill.say('harness-note', `no final state of ${node.name}: ${messageOf(error)}`, { node: node.name });
      }
    }),
  );
}

/**
 * Waits until no client session is left on the primary: a write whose client has gone may still be committing, and
 * with AFTER_SYNC its row is on the replicas before it is on the primary.
 */
async function untilQuiet(drill: ClusterDrill, primary: NodeAddress): Promise<void> {
  const { admin, application } = drill.cluster.accounts;
  const options = {
    what: `clients to leave ${primary.name}`,
    deadlineMs: quietWithinMs,
    signal: drill.signal,
  };
  await withSession(drill.cluster.engine, primary, admin, (connection) =>
    waitFor(options, async () => {
      const clients = await connection.query<{ User: string }>('SHOW PROCESSLIST');
      const sessions = clients.filter(({ User }) => isOfClients(User, application.user)).length;
      return sessions === 0
        ? { done: true, value: undefined }
        : { done: false, state: `${sessions} sessions` };
    }),
  ).catch(noteDeadline(drill, primary));
}

async function catchUp(drill: ClusterDrill, node: NodeAddress, primary: NodeAddress): Promise<void> {
  const { accounts } = drill.cluster;
  const goal = await withSession(drill.cluster.engine, primary, accounts.admin, async (connection) =>
    executedBy(await drill.cluster.engine.observe(connection)),
  );
  const options = {
    what: `${node.name} to catch up`,
    deadlineMs: catchUpWithinMs,
    everyMs: 50,
    signal: drill.signal,
  };
  await withSession(drill.cluster.engine, node, accounts.admin, async (connection) => {
    await drill.replication.endDelay?.(connection);
    await waitFor(options, async () => {
      const state = await drill.cluster.engine.observe(connection);
      const missing = goal.minus(executedBy(state));
      return missing.isEmpty
        ? { done: true, value: undefined }
        : { done: false, state: 'it lacks transactions' };
    });
  }).catch(noteDeadline(drill, node));
}

function noteDeadline(drill: ClusterDrill, { name }: NodeAddress): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof DeadlineError)) throw error;
    drill.say('harness-note', error.message, { node: name });
  };
}

/** Records the log of every service, with the run's passwords struck out. */
export async function collectLogs(drill: ClusterDrill): Promise<void> {
  const { accounts, topology } = drill.cluster;
  const secrets = [
    ...Object.values(accounts).map(({ password }) => password),
    ...(topology.stack ? secretsOf(topology.stack.config) : []),
  ];
  const names = [...drill.cluster.services.keys()];
  await Promise.all(
    names.map(async (name) =>
      drill.record.log(name, await readLog(drill.docker, drill.cluster, name, secrets)),
    ),
  );
}
