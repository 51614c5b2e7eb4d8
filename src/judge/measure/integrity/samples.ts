import type { DrillRecord } from '../../../history/record.ts';

/**
 * What does not hold of the samples: a node of the topology is asked, answers, and is asked again only then, all within
 * the drill; what answered has a state, and what did not has an error.
 */
export function sampleProblems({ samples, manifest }: DrillRecord): string[] {
  const endMs = manifest.endedAtMs ?? Number.POSITIVE_INFINITY;
  const nodes = new Set(manifest.topology.nodes);
  const answeredAtMs = new Map<string, number>();
  const problems: string[] = [];
  for (const { node, askedAtMs, answeredAtMs: at, state, error } of samples) {
    const about = `a sample of ${node}, asked at ${askedAtMs} ms`;
    if (!nodes.has(node)) problems.push(`${about}, is of no node of the topology`);
    if (at < askedAtMs) problems.push(`${about}, was answered before it was asked, at ${at} ms`);
    if (askedAtMs < (answeredAtMs.get(node) ?? 0))
      problems.push(`${about}, was asked before the one before it was answered`);
    if (at > endMs) problems.push(`${about}, was answered after the end of the drill, at ${at} ms`);
    if ((state === null) === (error === null))
      problems.push(`${about}, has neither or both of a state and an error`);
    answeredAtMs.set(node, at);
    if (problems.length > 0) break;
  }
  return problems;
}
