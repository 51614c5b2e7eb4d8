import { unhealthyMembers } from '../../../engine/members.ts';
import { leaderOf } from '../../../engine/observation.ts';
import type { TransactionSet } from '../../../engine/transaction-set.ts';
import { compareWithPrimary, settleMs } from './copies.ts';
import { type Expected, type Looks, newest } from './looks.ts';
import { idleBecause, nobodyActs } from './services.ts';

/** A node of which nothing is known for longer than this, by an answer or an error, counts as not asked (ms). */
export const staleMs = 3000;

/**
 * Why a cluster is not fully redundant, by what was seen of it until `nowMs`: a line a reason, each naming its node or
 * service. Empty when it is: every node is a healthy member and asked of late; every replica has, or has received, what
 * the primary had `settleMs` ago; nobody has what the primary lacks; and every service that failover needs does its part.
 * What was not asked, or did not answer, is a reason.
 */
export function notRedundantBecause(looks: Looks, expected: Expected, nowMs: number): string[] {
  const { nodes, kind, services } = expected;
  const last = newest(looks);
  const writers = [...last.values()].flatMap(({ node, state }) =>
    state?.acceptsWrites ? { node, serverUuid: state.serverUuid } : [],
  );
  return [
    ...unhealthyMembers(last, nodes, kind),
    ...nodes.flatMap((node) => {
      const sample = last.get(node);
      // What it said may have been so when it was asked, and no longer when it answered.
      const heardAtMs = sample?.state ? sample.askedAtMs : sample?.answeredAtMs;
      return heardAtMs !== undefined && nowMs - heardAtMs > staleMs
        ? [`${node}: not asked for the last ${Math.round(nowMs - heardAtMs)} ms`]
        : [];
    }),
    ...(kind.traits.includes('copies') ? unlikePrimary(looks, nodes) : []),
    ...services.flatMap((service) =>
      idleBecause(looks.services.get(service), writers).map((reason) => `${service}: ${reason}`),
    ),
    ...nobodyActs(looks.services.values()),
  ];
}

/** What tells the nodes from their primary. Those that do not answer, or a missing primary, are told elsewhere. */
function unlikePrimary(looks: Looks, nodes: readonly string[]): string[] {
  const last = newest(looks);
  const primary = leaderOf(last.values())?.node;
  if (primary === undefined) return [];
  return nodes
    .filter((node) => node !== primary && last.get(node)?.state)
    .flatMap((node) => {
      const found = compareWithPrimary(looks.samples.get(node) ?? [], looks.samples.get(primary) ?? []);
      if (!found)
        return [
          `${node}: not asked long enough to tell whether it has what ${primary} has, and nothing else`,
        ];
      const { errant, lacking, lostTail } = found;
      return [
        ...told(errant, (what) => `${node}: has ${what}, which ${primary} lacks: errant`),
        ...told(
          lacking,
          (what) => `${node}: lacks ${what}, which ${primary} had ${settleMs / 1000} s before`,
        ),
        ...told(
          lostTail,
          (what) =>
            `${node}: lost ${what} of its own, which ${primary} has: it is behind for good, since a server skips what carries its own server_id`,
        ),
      ];
    });
}

function told(set: TransactionSet, tell: (what: string) => string): string[] {
  if (set.isEmpty) return [];
  const count = set.count;
  const text = String(set);
  const shown = text.length > 120 ? `${text.slice(0, 120)}...` : text;
  return [tell(`${count} ${count === 1 ? 'transaction' : 'transactions'} (${shown})`)];
}
