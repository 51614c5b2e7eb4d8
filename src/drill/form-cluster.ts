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
import { Unformed } from './unformed.ts';

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
    const logs = await logsOfUnformed(docker, cluster, error);
    throw environmentError(`The cluster could not be formed: ${[messageOf(error), ...logs].join('\n')}`, {
      hint:
        error instanceof Unformed
          ? 'A stack gets replication by a service of its compose file, by scripts in /docker-entrypoint-initdb.d, or by a command of yours as `setup`: docs/your-own-stack.md'
          : 'ha-drill up keeps the containers of a topology to look at',
      cause: error,
    });
  }
  const primary = await waitUntilHealthy(docker, cluster, replication, observer, patience);
  if (cluster.topology.stack) await requireNoneFailed(docker, cluster);
  return primary;
}

/** What the services said last that failed, and would have formed it; else the servers, unless they answered for themselves. */
async function logsOfUnformed(docker: Docker, cluster: Cluster, error: unknown): Promise<string[]> {
  const failed = cluster.topology.stack ? await logsOfFailed(docker, cluster.run) : [];
  if (failed.length > 0 || error instanceof Unformed) return failed;
  return Promise.all(cluster.nodes.map(({ name }) => lastLogLines(docker, cluster, name, 8)));
}

/** A service that runs once to set others up, and fails, leaves a stack that is not what its user meant. */
async function requireNoneFailed(docker: Docker, { run }: Cluster): Promise<void> {
  const logs = await logsOfFailed(docker, run);
  if (logs.length === 0) return;
  throw environmentError(`A service of the stack ended with an error:\n${logs.join('\n')}`, {
    hint: 'ha-drill up keeps the containers of a stack to look at',
  });
}
