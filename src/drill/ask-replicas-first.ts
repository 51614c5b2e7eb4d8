import { withConnection } from '../cluster/connection.ts';
import { primaryOf } from '../cluster/ready.ts';
import { messageOf } from '../errors.ts';
import type { Sample } from '../history/schema.ts';
import type { NodeAddress } from '../replication/types.ts';
import type { ClusterDrill } from './drill.ts';

/** Asks all nodes for their states now, the primary after the others: what one of them has more is errant for sure. */
export async function askReplicasFirst(drill: ClusterDrill): Promise<Map<string, Sample>> {
  const { nodes } = drill.cluster;
  const primary = primaryOf(drill.observer.latest());
  const ask = (node: NodeAddress): Promise<Sample> => askNode(drill, node);
  const others = await Promise.all(nodes.filter(({ name }) => name !== primary).map(ask));
  const leader = await Promise.all(nodes.filter(({ name }) => name === primary).map(ask));
  return new Map([...others, ...leader].map((sample) => [sample.node, sample]));
}

async function askNode(drill: ClusterDrill, node: NodeAddress): Promise<Sample> {
  const askedAtMs = drill.clock.nowMs();
  const [state, error] = await withConnection(node, drill.cluster.accounts.admin, async (connection) => {
    return [await drill.replication.inspect(connection), null] as const;
  }).catch((problem: unknown) => [null, messageOf(problem)] as const);
  return { node: node.name, askedAtMs, answeredAtMs: drill.clock.nowMs(), state, error };
}
