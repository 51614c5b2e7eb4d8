import type { Observation } from '../../../engine/observation.ts';
import type { DrillRecord } from '../../../history/record.ts';

/**
 * What does not hold of who answered: no server answers under the names of two nodes, and no two nodes give their rows one
 * id. Else one was asked in place of the other, or nobody can tell whose rows are whose. Blank nodes may be alike until the
 * cluster is formed.
 */
export function identityProblems({ samples, events, finals }: DrillRecord): string[] {
  const readyMs = events.find(({ type }) => type === 'cluster-ready')?.atMs ?? Number.NEGATIVE_INFINITY;
  const answered = [...samples.filter(({ askedAtMs }) => askedAtMs >= readyMs), ...finals].flatMap(
    ({ node, state }) => (state ? [{ node, state }] : []),
  );
  return [
    ...shared(answered, 'the UUID', ({ serverUuid }) => serverUuid),
    ...shared(answered, 'the server id', ({ serverId }) => serverId),
  ];
}

function shared(
  answered: readonly { readonly node: string; readonly state: Observation }[],
  what: string,
  of: (state: Observation) => string | number,
): string[] {
  const nodes = new Map<string | number, Set<string>>();
  for (const { node, state } of answered) {
    const own = nodes.get(of(state));
    if (own) own.add(node);
    else nodes.set(of(state), new Set([node]));
  }
  return [...nodes]
    .filter(([, { size }]) => size > 1)
    .map(
      ([identity, names]) =>
        `${[...names].join(' and ')} answered with ${what} ${identity}: one of them is another`,
    );
}
