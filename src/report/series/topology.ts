import type { Observation } from '../../engine/observation.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { Sample } from '../../history/schema.ts';
import type { DrillResult } from '../../judge/measure/types.ts';
import { type NodeRole, roleOf } from './lanes.ts';

export type SnapshotNode = {
  readonly name: string;
  readonly role: NodeRole | 'unknown';
  /** The node it is configured to replicate from; in a group, the primary as it sees it. */
  readonly source: string | null;
};

/** Who led, who followed whom, and where the proxy sent writes, at one time. */
export type Snapshot = {
  readonly atMs: number | null;
  readonly nodes: readonly SnapshotNode[];
  readonly proxy: string | null;
  readonly manager: string | null;
  /** The node that gets the writes, as the manager told, or without one, who was seen to take over. */
  readonly route: string | null;
};

/** The cluster just before the first fault: each node's last answer before it. */
export function snapshotBefore(record: DrillRecord, result: DrillResult): Snapshot {
  const firstFaultMs = Math.min(...result.faults.map((fault) => fault.injectingAtMs));
  const earlier = record.samples.filter((sample) => sample.askedAtMs < firstFaultMs && sample.state !== null);
  const latest = lastOfEach(earlier);
  return snapshot(
    record,
    Math.max(...[...latest.values()].map((sample) => sample.answeredAtMs)),
    firstFaultMs,
    (node) => latest.get(node)?.state,
  );
}

/** The cluster at the end: the final states, or the last sample of nodes without one. */
export function snapshotAfter(record: DrillRecord): Snapshot {
  const finals = new Map(
    record.finals.filter(({ taken }) => taken === 'final').map((final) => [final.node, final]),
  );
  const latest = lastOfEach(record.samples);
  const atMs = Math.max(
    ...[...finals.values()].map((final) => final.takenAtMs),
    ...[...latest.values()].map((sample) => sample.answeredAtMs),
  );
  return snapshot(record, atMs, Number.POSITIVE_INFINITY, (node) =>
    finals.has(node) ? finals.get(node)?.state : latest.get(node)?.state,
  );
}

function lastOfEach(samples: readonly Sample[]): Map<string, Sample> {
  return new Map(samples.map((sample) => [sample.node, sample]));
}

function snapshot(
  record: DrillRecord,
  atMs: number,
  beforeMs: number,
  stateOf: (node: string) => Observation | null | undefined,
): Snapshot {
  const { topology } = record.manifest;
  const byAddress = new Map(topology.services.map((service) => [service.address, service.name]));
  const routed = record.events.findLast(
    ({ type, source, atMs: toldMs }) =>
      toldMs < beforeMs && (type === 'routed' || (type === 'promoted' && source === 'harness')),
  );
  return {
    atMs: Number.isFinite(atMs) ? atMs : null,
    nodes: topology.nodes.map((name) => {
      const state = stateOf(name);
      const source = state ? sourceOf(state) : null;
      return {
        name,
        role: state === undefined ? 'unknown' : roleOf(state),
        source: source === null ? null : (byAddress.get(source) ?? source),
      };
    }),
    proxy: topology.services.find((service) => service.role === 'proxy')?.name ?? null,
    manager: topology.services.find((service) => service.role === 'manager')?.name ?? null,
    route: routed?.node ?? topology.primaryAtStart,
  };
}

function sourceOf(state: Observation): string | null {
  if (state.source) return state.source.host;
  if (state.group?.state !== 'ONLINE' || state.acceptsWrites) return null;
  return state.group.members.find(({ role }) => role === 'PRIMARY')?.host ?? null;
}
