import { counted } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { Sample } from '../../history/schema.ts';
import { placementOf } from '../measure/placement.ts';
import { okIndex } from '../measure/stream-writes.ts';
import { samplesByNode } from './samples-by-node.ts';
import { longestSilenceMs } from './writable-runs.ts';

/** From the answer of one sample to the question of the next; without an end before the first and after the last. */
type Hole = { readonly fromMs: number; readonly toMs: number };

/**
 * Nodes that acknowledged writes while nobody looked at them, a line each: for longer than samples may be apart, no sample
 * was answered. What a server does in the instant before it dies is never seen; so much is allowed after each sample.
 * A hole over which the counters of semisync went on is none: they tell of it.
 */
export function unseenWrites(record: DrillRecord): string[] {
  const { operations } = record;
  const { serverId } = placementOf(record);
  const holes = holesByServer(record);
  const unseen = new Map<Hole, { node: string; writes: number }>();
  for (let row = 0; row < operations.length; row += 1) {
    if (operations.outcome[row] !== okIndex) continue;
    const server = holes.get(serverId.at(row));
    const startedAtMs = operations.startedAtMs.at(row);
    const hole = server?.holes.find(
      ({ fromMs, toMs }) => startedAtMs > fromMs + longestSilenceMs && operations.endedAtMs.at(row) < toMs,
    );
    if (!server || !hole) continue;
    const known = unseen.get(hole) ?? { node: server.node, writes: 0 };
    unseen.set(hole, { ...known, writes: known.writes + 1 });
  }
  return [...unseen].map(([{ fromMs, toMs }, { node, writes }]) => {
    const since = Number.isFinite(fromMs) ? ` from ${formatMs(fromMs)}` : '';
    const until = Number.isFinite(toMs) ? ` to ${formatMs(toMs)}` : '';
    return `${node} was not sampled${since}${until}, and acknowledged ${counted(writes, 'write')} in that time`;
  });
}

function holesByServer(record: DrillRecord): Map<number, { node: string; holes: Hole[] }> {
  const byServer = new Map<number, { node: string; holes: Hole[] }>();
  for (const [node, samples] of samplesByNode(record)) {
    const answered = samples.filter(({ state }) => state);
    const states = [...answered, ...record.finals.filter((final) => final.node === node)];
    const ids = new Set(states.flatMap(({ state }) => (state ? [state.serverId] : [])));
    const holes = holesOf(answered);
    for (const id of ids) byServer.set(id, { node, holes });
  }
  return byServer;
}

function holesOf(samples: readonly Sample[]): Hole[] {
  const ends = [...samples, undefined];
  return ends.flatMap((next, index) => {
    const before = samples[index - 1];
    const fromMs = before?.answeredAtMs ?? Number.NEGATIVE_INFINITY;
    const seenAtMs = next?.askedAtMs ?? Number.POSITIVE_INFINITY;
    const toMs = before ? seenAtMs : seenAtMs - longestSilenceMs;
    return toMs - fromMs <= longestSilenceMs || wentOn(before, next) ? [] : [{ fromMs, toMs }];
  });
}

/** Whether the counters of a server show that it did not start anew in between. */
function wentOn(before: Sample | undefined, next: Sample | undefined): boolean {
  const [was, is] = [before?.state?.semisync, next?.state?.semisync];
  if (!was || !is) return false;
  return (
    was.acknowledged > 0 && is.acknowledged >= was.acknowledged && is.unacknowledged >= was.unacknowledged
  );
}
