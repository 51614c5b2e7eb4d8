import type { DrillRecord } from '../../history/record.ts';
import { placementOf } from '../measure/placement.ts';
import { okIndex } from '../measure/stream-writes.ts';

/** A change to another server, at some instant before `atMs`, that acknowledged writes force us to assume. */
export type Change = { readonly atMs: number; readonly from: number; readonly to: number };

/** The end of a chain of writes, each by another server than the one before it and surely after it. */
type Link = {
  readonly server: number;
  readonly endedAtMs: number;
  readonly length: number;
  readonly before: Link | undefined;
};

/**
 * Turns between servers that must have happened, from which server executed which acknowledged write.
 *
 * A write was executed at some instant between its invocation and its acknowledgement, so it surely came after
 * those that were acknowledged before it was invoked. In a chain of writes that surely follow each other and are
 * executed by another server each time, there was a change at every link; the changes are those of the longest chain.
 * They are a lower bound: writes that overlap accuse nobody. Writes whose server is unknown are passed over.
 */
export function serverChanges(record: DrillRecord): { changes: Change[]; servers: number } {
  const { operations } = record;
  const { serverId } = placementOf(record);
  // For each server the ends of its longest chains so far: lengths and instants both ascend.
  const chains = new Map<number, Link[]>();
  let longest: Link | undefined;
  for (let row = 0; row < operations.length; row += 1) {
    const server = serverId.at(row);
    if (operations.outcome[row] !== okIndex || server === 0) continue;
    const before = longestBefore(chains, server, operations.startedAtMs.at(row));
    const length = (before?.length ?? 0) + 1;
    const own = chains.get(server) ?? [];
    if (length <= (own.at(-1)?.length ?? 0)) continue;
    const link = { server, endedAtMs: operations.endedAtMs.at(row), length, before };
    own.push(link);
    chains.set(server, own);
    if (length > (longest?.length ?? 0)) longest = link;
  }
  return { changes: changesOf(longest), servers: chains.size };
}

/** The longest chain of other servers that ended before an instant. */
function longestBefore(
  chains: ReadonlyMap<number, readonly Link[]>,
  server: number,
  startedAtMs: number,
): Link | undefined {
  let longest: Link | undefined;
  for (const [other, links] of chains) {
    if (other === server) continue;
    const last = links.findLast((link) => link.endedAtMs < startedAtMs);
    if (last && last.length > (longest?.length ?? 0)) longest = last;
  }
  return longest;
}

function changesOf(longest: Link | undefined): Change[] {
  const changes: Change[] = [];
  for (let link = longest; link?.before; link = link.before) {
    changes.unshift({ atMs: link.endedAtMs, from: link.before.server, to: link.server });
  }
  return changes;
}
