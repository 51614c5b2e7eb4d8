import type { Observation } from '../../engine/observation.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { Sample } from '../../history/schema.ts';

/** What a node was at one time, as far as applications are concerned. */
export const nodeRoles = {
  writable: 'primary, writable',
  replica: 'replica',
  detached: 'read-only, not replicating',
  silent: 'not answering',
} as const;
export type NodeRole = keyof typeof nodeRoles;
export const nodeRoleNames = Object.keys(nodeRoles) as readonly NodeRole[];

/** A span in which a node kept one role: from the sample that first showed it to the one that showed another. */
export type LaneSegment = {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly role: NodeRole;
};

export type Lane = { readonly node: string; readonly segments: readonly LaneSegment[] };

/** The role that a state tells. A replica counts as such only while it both receives and applies, or is in its group. */
export function roleOf(state: Observation | null): NodeRole {
  if (state === null) return 'silent';
  if (state.acceptsWrites) return 'writable';
  if (state.group?.state === 'ONLINE') return 'replica';
  return state.source?.receiver === 'on' && state.source.applier === 'on' ? 'replica' : 'detached';
}

/** One lane for each node, in the order of the topology; equal neighbours are merged. */
export function lanesOf({ manifest, samples }: Pick<DrillRecord, 'manifest' | 'samples'>): Lane[] {
  const byNode = Map.groupBy(samples, (sample) => sample.node);
  const others = [...byNode.keys()].filter((node) => !manifest.topology.nodes.includes(node));
  return [...manifest.topology.nodes, ...others].map((node) => ({
    node,
    segments: segmentsOf(byNode.get(node) ?? []),
  }));
}

function segmentsOf(samples: readonly Sample[]): LaneSegment[] {
  const segments: LaneSegment[] = [];
  for (const sample of samples) {
    const role = roleOf(sample.state);
    const last = segments.pop();
    if (last?.role === role) {
      segments.push({ ...last, endedAtMs: sample.answeredAtMs });
      continue;
    }
    if (last !== undefined) segments.push({ ...last, endedAtMs: sample.askedAtMs });
    segments.push({ startedAtMs: sample.askedAtMs, endedAtMs: sample.answeredAtMs, role });
  }
  return segments;
}
