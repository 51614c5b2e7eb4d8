import { connect } from '../cluster/connection.ts';
import { messageOf } from '../errors.ts';
import type { ClusterDrill } from './drill.ts';
import type { ErrantNode } from './errant-node.ts';
import { snapshot } from './snapshot.ts';

/** Keeps a copy of the node's rows for the record, then replaces its data by a copy of the primary's. */
export async function recloneNode(drill: ClusterDrill, { node, primary, gtids }: ErrantNode): Promise<void> {
  const address = (name: string) => drill.cluster.nodes.find((one) => one.name === name);
  const at = address(node);
  const donor = address(primary);
  if (!at || !donor) return;
  const text = `copy ${node} anew from ${primary}: it has transactions that the primary lacks (${gtids})`;
  drill.progress.note(text);
  await snapshot(drill, at, 'before-reclone');
  drill.say('recovery-step', text, { node, data: { action: 'reclone', gtids } });
  const connection = await connect(at, drill.cluster.accounts.admin, 5000);
  connection.on('error', () => undefined);
  try {
    await drill.replication.reclone(connection, donor, drill.cluster.accounts);
  } catch (error) {
    drill.say('harness-note', `copying ${node} anew failed: ${messageOf(error)}`, { node });
  } finally {
    connection.destroy();
  }
}
