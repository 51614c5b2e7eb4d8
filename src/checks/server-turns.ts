import type { DrillRecord } from '../history/record.ts';
import { placementOf } from '../measure/placement.ts';
import { okIndex } from '../measure/stream-writes.ts';

/** A turn to another server that acknowledged writes force us to assume. */
export type Turn = { readonly atMs: number; readonly from: number; readonly to: number };

/**
 * The least number of turns between servers that explains which server executed which acknowledged write.
 *
 * A write was executed at some instant between its invocation and its acknowledgement. If one server at a time
 * accepts writes, then a row of server A, all of it after a row of server B, means that it turned from B to A in
 * between. Going through the writes by their end and turning as late as possible takes the fewest turns (as in
 * interval scheduling). Writes whose server is unknown are passed over.
 */
export function serverTurns(record: DrillRecord): { turns: Turn[]; servers: number } {
  const { operations } = record;
  const { serverId } = placementOf(record);
  const ownedUntilMs = new Map<number, number>();
  const turns: Turn[] = [];
  let current = 0;
  for (let row = 0; row < operations.length; row += 1) {
    const server = serverId[row] ?? 0;
    if (operations.outcome[row] !== okIndex || server === 0 || server === current) continue;
    const endedAtMs = operations.endedAtMs[row] ?? 0;
    if (current !== 0) {
      if ((ownedUntilMs.get(server) ?? Number.NEGATIVE_INFINITY) >= (operations.startedAtMs[row] ?? 0))
        continue;
      ownedUntilMs.set(current, endedAtMs);
      turns.push({ atMs: endedAtMs, from: current, to: server });
    }
    current = server;
    ownedUntilMs.set(server, endedAtMs);
  }
  return { turns, servers: ownedUntilMs.size };
}
