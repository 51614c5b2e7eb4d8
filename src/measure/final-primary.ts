import type { DrillRecord, FinalState } from '../history/record.ts';
import { isWritable, leaderOf } from '../replication/node-state.ts';

/** The node that led at the end, or why there is none to compare with. */
export type FinalPrimary =
  | { readonly state: FinalState; readonly reason: null }
  | { readonly state: null; readonly reason: string; readonly several: boolean };

/** The node that leads by the final states: the unique one that accepts writes, or in a group where all do, the first. */
export function finalPrimaryOf({ finals }: DrillRecord): FinalPrimary {
  const atEnd = finals.filter((final) => final.taken === 'final');
  if (atEnd.length === 0) return { state: null, several: false, reason: 'no final state was recorded' };
  const state = leaderOf(atEnd);
  if (state) return { state, reason: null };
  const primaries = atEnd.filter((final) => isWritable(final.state));
  if (primaries.length === 0)
    return { state: null, several: false, reason: 'no node accepted writes at the end' };
  const names = primaries.map((final) => final.node).join(', ');
  return { state: null, several: true, reason: `several nodes accepted writes at the end: ${names}` };
}
