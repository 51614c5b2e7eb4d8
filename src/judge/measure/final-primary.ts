import { leaderOf } from '../../engine/observation.ts';
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord, FinalState } from '../../history/record.ts';
import type { EventType } from '../../history/schema.ts';
import { oncePerRecord } from './once-per-record.ts';

/** The node that led at the end, or why there is none to compare with. */
export type FinalPrimary =
  | { readonly state: FinalState; readonly reason: null }
  | { readonly state: null; readonly reason: string; readonly several: Several };

/** Whether several final states accept writes; `unclear`: one was read before something changed, so that it need not be so. */
type Several = 'yes' | 'no' | 'unclear';

/**
 * The node that leads by the final states: the unique one that accepts writes, or in a group where all do, the first.
 * None where the final states are not of the end.
 */
export const finalPrimaryOf: (record: DrillRecord) => FinalPrimary = oncePerRecord((record) => {
  const atEnd = record.finals.filter((final) => final.taken === 'final');
  if (atEnd.length === 0) return { state: null, several: 'no', reason: 'no final state was recorded' };
  const state = leaderOf(atEnd);
  const outdated = outdatedBecause(record);
  if (state) return outdated ? { state: null, several: 'no', reason: outdated } : { state, reason: null };
  const primaries = atEnd.filter((final) => final.state.acceptsWrites);
  // Read before another was promoted, and after it: they need not have accepted writes at one time.
  const changed = changeAfter(record, atEnd);
  if (changed)
    return { state: null, several: primaries.length > 1 ? 'unclear' : 'no', reason: outdated ?? changed };
  if (primaries.length === 0)
    return { state: null, several: 'no', reason: 'no node accepted writes at the end' };
  const names = primaries.map((final) => final.node).join(', ');
  return { state: null, several: 'yes', reason: `several nodes accepted writes at the end: ${names}` };
});

/** What changes who leads, or which rows are there. */
const changes: ReadonlySet<EventType> = new Set([
  'fault-in-force',
  'recovery-step',
  'data-restored',
  'cluster-formed',
  'promoted',
  'failover-completed',
  'switchover-completed',
]);

/** Why the final states do not tell what there was at the end: something came after one of them; null when nothing did. */
export function outdatedBecause(record: DrillRecord): string | null {
  const atEnd = record.finals.filter((final) => final.taken === 'final');
  const first = firstOf(atEnd);
  if (!first) return null;
  const { operations } = record;
  const lastEndMs = operations.endedAtMs.at(operations.length - 1);
  if (lastEndMs > first.takenAtMs)
    return `${readAt(first)}, before the last write ended at ${formatMs(lastEndMs)}`;
  return changeAfter(record, atEnd);
}

/** What changed who leads, or which rows are there, after the first of the final states was read; null when nothing did. */
function changeAfter({ events }: DrillRecord, atEnd: readonly FinalState[]): string | null {
  const first = firstOf(atEnd);
  const later = first && events.find(({ type, atMs }) => changes.has(type) && atMs > first.takenAtMs);
  return first && later ? `${readAt(first)}, before ${later.type} at ${formatMs(later.atMs)}` : null;
}

function firstOf(atEnd: readonly FinalState[]): FinalState | undefined {
  return atEnd.toSorted((one, other) => one.takenAtMs - other.takenAtMs)[0];
}

function readAt({ node, takenAtMs }: FinalState): string {
  return `the final state of ${node} was read at ${formatMs(takenAtMs)}`;
}
