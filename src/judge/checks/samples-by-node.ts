import type { DrillRecord } from '../../history/record.ts';
import type { Sample } from '../../history/schema.ts';

/**
 * The samples of each node of the topology since the cluster was ready, ascending by time. Those before are left
 * out: blank nodes may all be writable until the cluster is formed.
 */
export function samplesByNode({
  samples,
  events,
  manifest,
}: DrillRecord): ReadonlyMap<string, readonly Sample[]> {
  const readyMs = events.find((event) => event.type === 'cluster-ready')?.atMs ?? Number.NEGATIVE_INFINITY;
  const byNode = new Map<string, Sample[]>(manifest.topology.nodes.map((node) => [node, []]));
  for (const sample of samples) if (sample.askedAtMs >= readyMs) byNode.get(sample.node)?.push(sample);
  return byNode;
}
