import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import { lastLogLines } from '../docker/logs.ts';
import { logsOfFailed } from '../docker/services.ts';
import type { Patience, Replication } from '../engine/types.ts';
import { environmentError, messageOf } from '../errors.ts';
import type { Observer } from '../observe/observer.ts';
import { waitUntilHealthy } from '../observe/ready.ts';
import { failoverOf } from '../topology/failover.ts';
import { setUpStack } from './set-up-stack.ts';
import { makeStackAccounts } from './stack-accounts.ts';

/**
 * Forms the cluster, unless its failover manager does. A stack of the user's own forms itself: it gets the accounts of the
 * drill. Then waits until it is healthy; resolves with the primary's name.
 *
 * @throws DrillError (exit 3) with what the servers said, or each unmet condition by node, and the ends of their logs
 */
export async function formCluster(
  docker: Docker,
  cluster: Cluster,
  replication: Replication,
  observer: Observer,
  patience: Patience,
): Promise<string> {
  try {
    if (cluster.topology.stack) {
      await setUpStack(docker, cluster, patience);
      await makeStackAccounts(docker, cluster, patience);
    } else if (!failoverOf(cluster.topology.section).tool.forms) {
      await replication.form?.(cluster.nodes, cluster.accounts, patience);
    }
  } catch (error) {
    patience.signal?.throwIfAborted();
    const logs = await Promise.all(cluster.nodes.map(({ name }) => lastLogLines(docker, cluster, name, 8)));
    throw environmentError(`The cluster could not be formed: ${messageOf(error)}\n${logs.join('\n')}`, {
      hint: 'ha-drill up keeps the containers of a topology to look at',
      cause: error,
    });
  }
  const primary = await waitUntilHealthy(docker, cluster, replication, observer, patience);
  if (cluster.topology.stack) await requireNoneFailed(docker, cluster);
  return primary;
}

/** A service that runs once to set others up, and fails, leaves a stack that is not what its user meant. */
async function requireNoneFailed(docker: Docker, { run }: Cluster): Promise<void> {
  const logs = await logsOfFailed(docker, run);
  if (logs.length === 0) return;
  throw environmentError(`A service of the stack ended with an error:\n${logs.join('\n')}`, {
    hint: 'ha-drill up keeps the containers of a stack to look at',
  });
}
