import type { DrillRecord, FinalState } from '../history/record.ts';
import { finalPrimaryOf } from '../measure/final-primary.ts';

/** The final primary and the other nodes' final states, with what is missing for a judgement on all nodes. */
export type FinalStates =
  | {
      readonly primary: FinalState;
      readonly others: readonly FinalState[];
      readonly missing: readonly string[];
    }
  | { readonly primary: null; readonly reason: string };

/** The states at the end of the drill; `missing` names the nodes of the topology of which there is none. */
export function finalStatesOf(record: DrillRecord): FinalStates {
  const { state: primary, reason } = finalPrimaryOf(record);
  if (!primary) return { primary: null, reason };
  const atEnd = record.finals.filter((final) => final.taken === 'final');
  const known = new Set(atEnd.map((final) => final.node));
  return {
    primary,
    others: atEnd.filter((final) => final !== primary),
    missing: record.manifest.topology.nodes.filter((node) => !known.has(node)),
  };
}

export function inconclusive(summary: string, evidence: string[] = []) {
  return { verdict: 'inconclusive' as const, summary, evidence };
}
