import { withConnection } from '../cluster/connection.ts';
import type { FinalHeader } from '../history/schema.ts';
import type { NodeAddress } from '../replication/types.ts';
import { workloads } from '../workload/list.ts';
import type { ClusterDrill } from './drill.ts';

/** Records all rows of a node, and its state, into `final/`; the `turn` tells snapshots of one kind and node apart. */
export async function snapshot(
  drill: ClusterDrill,
  node: NodeAddress,
  taken: FinalHeader['taken'],
  turn = 1,
): Promise<void> {
  const label = taken === 'final' ? node.name : `${node.name}.${taken}${turn === 1 ? '' : `-${turn}`}`;
  await withConnection(node, drill.cluster.accounts.admin, async (connection) => {
    const state = await drill.replication.inspect(connection);
    const file = await drill.record.finalState(label, {
      node: node.name,
      taken,
      takenAtMs: drill.clock.nowMs(),
      state,
    });
    for await (const line of workloads[drill.plan.scenario.workload.kind].collect(connection))
      await file.rows(line);
    await file.close();
  });
}
