import type { DrillRecord, FinalState } from '../../../history/record.ts';
import type { DrillEvent } from '../../../history/schema.ts';

/**
 * What does not hold of the final states: each node of the topology has one at the end, or an event tells why not; and
 * the rows of a node that was copied anew were kept before.
 */
export function finalProblems(record: DrillRecord): string[] {
  return [...headerProblems(record), ...missingAtEnd(record), ...missingBeforeCopies(record)];
}

function headerProblems({ finals, manifest }: DrillRecord): string[] {
  const endMs = manifest.endedAtMs ?? Number.POSITIVE_INFINITY;
  const atEnd = Map.groupBy(
    finals.filter(({ taken }) => taken === 'final'),
    ({ node }) => node,
  );
  return [
    ...[...atEnd].flatMap(([node, own]) =>
      own.length > 1 ? [`there are ${own.length} final states of ${node}`] : [],
    ),
    ...finals.flatMap(({ node, takenAtMs }) => [
      ...(manifest.topology.nodes.includes(node)
        ? []
        : [`there is a final state of ${node}, which is no node of the topology`]),
      ...(takenAtMs >= 0 && takenAtMs <= endMs
        ? []
        : [`the final state of ${node} was taken at ${takenAtMs} ms, which is not within the drill`]),
    ]),
  ];
}

function missingAtEnd({ finals, events, manifest }: DrillRecord): string[] {
  if (manifest.lifecycle !== 'completed') return [];
  const explained = (node: string) =>
    events.some((event) => event.node === node && event.text.startsWith(`no final state of ${node}`));
  return manifest.topology.nodes
    .filter((node) => !finals.some((final) => final.node === node && final.taken === 'final'))
    .filter((node) => !explained(node))
    .map((node) => `there is no final state of ${node}, and no event says why`);
}

function missingBeforeCopies({ finals, events }: DrillRecord): string[] {
  const copies = events.filter(
    ({ type, data }) => type === 'recovery-step' && data?.action === 'reclone' && data.failed === undefined,
  );
  const left = new Set(finals.filter(({ taken }) => taken === 'before-reclone'));
  const keptBefore = ({ node, atMs }: DrillEvent): FinalState | undefined =>
    [...left].find((final) => final.node === node && final.takenAtMs <= atMs);
  return copies.flatMap((copy) => {
    const kept = keptBefore(copy);
    if (kept) left.delete(kept);
    return kept
      ? []
      : [`the rows that ${copy.node} had before it was copied anew at ${copy.atMs} ms are missing`];
  });
}
