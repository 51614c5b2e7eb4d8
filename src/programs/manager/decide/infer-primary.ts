import { type Facts, isReachable, isWritableNode, reachableNodes, stateOf } from './facts.ts';
import { hasSay } from './rules.ts';

/** Who the primary of a running cluster is, as its nodes show it; or that there is none; or that it is not clear. */
export type Inference = { readonly primary: string } | { readonly none: true } | { readonly unclear: string };

/**
 * A manager that just started remembers nothing. The primary is whom most reachable nodes replicate from, also if
 * it does not answer now; without replicas, the one writable node.
 */
export function inferPrimary(facts: Facts): Inference {
  const reachable = reachableNodes(facts);
  const votes = new Map<string, number>();
  for (const node of reachable) {
    const host = stateOf(facts, node)?.source?.host;
    if (host !== undefined && facts.rules.nodes.includes(host)) votes.set(host, (votes.get(host) ?? 0) + 1);
  }
  const writable = reachable.filter((node) => isWritableNode(facts, node));
  const most = Math.max(0, ...votes.values());
  const leaders = [...votes].filter(([, count]) => count === most).map(([node]) => node);
  const candidates = leaders.length > 0 ? leaders : writable;
  if (candidates.length === 0) return { none: true };
  const among = candidates.length > 1 ? candidates.filter((node) => writable.includes(node)) : candidates;
  const [primary, ...others] = among;
  if (primary !== undefined && others.length === 0) return { primary };
  return { unclear: `${candidates.join(' and ')} could each be the primary` };
}

/** The replicas of `primary`, as a manager that knows nothing else must assume: unreachable nodes count as such. */
export function inferFollowers(facts: Facts, primary: string): string[] {
  return facts.rules.nodes.filter((node) => {
    if (node === primary || !hasSay(facts.rules, node)) return false;
    return !isReachable(facts, node) || stateOf(facts, node)?.source?.host === primary;
  });
}
