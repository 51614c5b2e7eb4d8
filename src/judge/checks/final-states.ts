import { recordFiles } from '../../history/files.ts';
import type { DrillRecord, FinalState } from '../../history/record.ts';
import { finalPrimaryOf, outdatedBecause } from '../measure/final-primary.ts';
import { standbysOf } from '../measure/standbys.ts';

/** The states at the end of the drill, and what keeps them from telling all. */
export type AtEnd = {
  readonly finals: readonly FinalState[];
  /** Nodes of the topology of which there is none, and should be one. */
  readonly missing: readonly string[];
  /** What came after one of them was read; null when nothing did. */
  readonly outdated: string | null;
};

/** The final primary and the other nodes' final states, with what is missing for a judgement on all nodes. */
export type FinalStates =
  | {
      readonly primary: FinalState;
      readonly others: readonly FinalState[];
      readonly missing: readonly string[];
    }
  | { readonly primary: null; readonly reason: string };

/** The states of all nodes at the end, whoever leads. */
export function atEndOf(record: DrillRecord): AtEnd {
  const finals = record.finals.filter((final) => final.taken === 'final');
  const known = new Set(finals.map((final) => final.node));
  const standbys = standbysOf(record);
  return {
    finals,
    missing: record.manifest.topology.nodes.filter((node) => !known.has(node) && !standbys.has(node)),
    outdated: outdatedBecause(record),
  };
}

/** The states at the end of the drill, for comparisons with the primary. */
export function finalStatesOf(record: DrillRecord): FinalStates {
  const { state: primary, reason } = finalPrimaryOf(record);
  if (!primary) return { primary: null, reason };
  const { finals, missing } = atEndOf(record);
  return { primary, others: finals.filter((final) => final !== primary), missing };
}

/** What is wrong with the file of the operations: they do not explain all rows then. */
export function historyCutShort({ damage }: DrillRecord): string | undefined {
  return damage.find((problem) => problem.startsWith(recordFiles.operations));
}

export function inconclusive(summary: string, evidence: string[] = []) {
  return { verdict: 'inconclusive' as const, summary, evidence };
}
