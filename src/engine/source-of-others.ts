import { leaderOf, type Observation } from './observation.ts';

type Node = { readonly name: string; readonly host: string; readonly state: Observation };

/**
 * The node of a cluster that others replicate from, also while replicas accept writes, too: the only one that leads, else
 * the one without a source that others name as theirs. Undefined while that is none, or several.
 */
export function primaryAmong(nodes: readonly Node[]): string | undefined {
  const leader = leaderOf(nodes);
  if (leader) return leader.name;
  const sources = nodes.flatMap(({ state }) => state.source?.host ?? []);
  const followed = nodes.filter(
    ({ name, host, state }) =>
      state.acceptsWrites && state.source === null && sources.some((source) => [name, host].includes(source)),
  );
  return followed.length === 1 ? followed[0]?.name : undefined;
}
