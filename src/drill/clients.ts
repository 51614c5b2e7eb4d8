import type { Cluster } from '../docker/cluster.ts';
import { environmentError } from '../errors.ts';
import type { Observer } from '../observe/observer.ts';
import { primaryOf } from '../observe/ready.ts';
import { makeOwnAccounts } from '../workload/clients/own-accounts.ts';
import { startClients } from '../workload/clients/start.ts';
import type { Load } from '../workload/load.ts';
import type { ClusterDrill } from './drill.ts';

/** Starts the clients of a scenario; undefined where it has none. */
export async function startClientLoads({
  plan,
  beside,
  cluster,
  observer,
  clock,
  abort,
}: ClusterDrill): Promise<Load | undefined> {
  const { clients } = plan.scenario.workload;
  const writer = beside.find(({ workload }) => workload.name === 'clients')?.writer;
  if (!clients || !writer) return undefined;
  const [first, ...others] = cluster.nodes;
  if (!first) throw environmentError('The topology has no node.');
  const primary = nameOfPrimary(cluster, observer);
  const ownAccounts = await makeOwnAccounts(clients, { ...cluster, primary });
  return startClients(
    {
      clients,
      ownAccounts,
      places: {
        endpoint: cluster.endpoints.write.hosts,
        nodes: [first, ...others],
        name: [primary],
      },
      engine: cluster.engine.name,
      account: cluster.accounts.application,
      seed: plan.seed,
      clock,
    },
    writer.operations,
    abort,
  );
}

/**
 * Where a DNS record of the primary leads that somebody changes as soon as another node is seen to accept writes. While
 * none is seen so it stays as it is, and while several are, too.
 */
function nameOfPrimary({ nodes }: Cluster, observer: Observer): Cluster['nodes'][number] {
  const [first] = nodes;
  if (!first) throw environmentError('The topology has no node.');
  let leading = first;
  const now = () => {
    const name = primaryOf(observer.latest());
    leading = nodes.find((node) => node.name === name) ?? leading;
    return leading;
  };
  return {
    name: 'primary',
    get host() {
      return now().host;
    },
    get port() {
      return now().port;
    },
  };
}
