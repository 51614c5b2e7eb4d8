import { leaderOf, type Observation } from '../engine/observation.ts';
import { compareWithPrimary, hangs } from '../judge/measure/redundancy/copies.ts';
import { type Answered, type Looks, newest } from '../judge/measure/redundancy/looks.ts';

/** A node whose data is to be replaced by a copy of its primary's. */
export type NodeToCopy = {
  readonly node: string;
  readonly primary: string;
  /** Follows "copy it anew: ". */
  readonly why: string;
  /** What makes it differ, where that is known. */
  readonly gtids: string;
  /** Whether the primary's commits wait for a replica and none is there: CLONE, which waits for them, would hang. */
  readonly primaryHangs: boolean;
};

/** Which nodes are copied anew: those that are errant, or those that cannot catch up either. */
export type ReclonePolicy = 'if-errant' | 'if-needed';

/** An applier that stopped with an error and has applied nothing for so long does not go on by itself (ms). */
export const stuckMs = 10_000;

/**
 * The node to copy anew next, of those that answer. One that does not replicate comes first. One that does is in use:
 * where writes wait for a replica (`acknowledged`) it has its turn only while another one is there to acknowledge.
 * Without one the primary's commits would hang.
 *
 * That none is to be copied does not say that all is well: `notRedundantBecause` does.
 */
export function nodeToCopy(
  looks: Looks,
  policy: ReclonePolicy,
  acknowledged: boolean,
  except: ReadonlySet<string>,
): NodeToCopy | undefined {
  const last = newest(looks);
  const leader = leaderOf(last.values());
  if (!leader?.state) return undefined;
  const primary = leader.node;
  const replicates = (state: Observation): boolean =>
    state.source?.host === primary && state.source.receiver === 'on';
  const answered = [...last.values()].filter((sample): sample is Answered => sample.state !== null);
  const wanting = answered
    .filter(({ node }) => node !== primary && !except.has(node))
    .flatMap(({ node, state }) => {
      const found = reasonOf(looks, node, primary, policy);
      return found ? [{ node, primary, ...found, inUse: replicates(state) }] : [];
    });
  const replicas = answered.filter(({ state }) => replicates(state)).length;
  const scarce = acknowledged && replicas < 2;
  const next = wanting.find(({ inUse }) => !inUse) ?? (scarce ? undefined : wanting[0]);
  if (!next) return undefined;
  const { node, why, gtids } = next;
  return { node, primary, why, gtids, primaryHangs: acknowledged && replicas === 0 };
}

type Why = Pick<NodeToCopy, 'why' | 'gtids'>;

function reasonOf(looks: Looks, node: string, primary: string, policy: ReclonePolicy): Why | undefined {
  const own = looks.samples.get(node) ?? [];
  const leading = looks.samples.get(primary) ?? [];
  const found = compareWithPrimary(own, leading);
  // The primary's own commits that hang are on its replicas already, and not errant: they end when somebody acknowledges.
  const leader = leading.at(-1)?.state;
  const errant = leader && hangs(leader) ? found?.errant.notOf(leader.serverUuid) : found?.errant;
  if (errant && !errant.isEmpty) {
    const gtids = String(errant);
    return { why: `it has transactions that the primary lacks (${gtids})`, gtids };
  }
  if (policy === 'if-errant') return undefined;
  if (found && !found.lostTail.isEmpty) {
    const gtids = String(found.lostTail);
    return { why: `it lost transactions of its own (${gtids}), which it never fetches`, gtids };
  }
  const state = own.at(-1)?.state;
  if (state?.source?.logsPurged) return { why: 'error 1236: the logs it needs were purged', gtids: '' };
  const error = stuckBy(own.flatMap((sample) => (sample.state ? [{ ...sample, state: sample.state }] : [])));
  return error === undefined ? undefined : { why: `its applier does not go on: ${error}`, gtids: '' };
}

/** The error that an applier had now and `stuckMs` before, having applied nothing meanwhile. */
function stuckBy(own: readonly Answered[]): string | undefined {
  const now = own.at(-1);
  const before = now && own.findLast(({ askedAtMs }) => askedAtMs <= now.askedAtMs - stuckMs);
  if (!before?.state.source?.applierError || now?.state.executed !== before.state.executed) return undefined;
  return now.state.source?.applierError || undefined;
}
