import {
  containsGtidSet,
  countGtids,
  formatGtidSet,
  type GtidSet,
  parseGtidSet,
  subtractGtidSets,
  uniteGtidSets,
} from '../../../formats/gtid.ts';
import type { ServerState } from '../../mysql/server-state.ts';
import { lostTail } from './errant.ts';
import { soundTransactionsOf, transactionsOf } from './facts.ts';
import { isInMaintenance, maintenance } from './maintenance.ts';
import { type Priority, priorityOf, type Rules } from './rules.ts';
import type { ManagerState } from './state.ts';

/** A node that stopped receiving, and what it said after that. */
export type Stopped = { readonly node: string; readonly state: ServerState };

/** One that has a say, and all it has that is not errant. */
type Voter = Stopped & { readonly has: GtidSet };

export type Election =
  | {
      readonly elected: string;
      /** Those who may lead in its place if they have applied what they received before it: `elected` first. */
      readonly candidates: readonly string[];
      readonly floor: string;
    }
  | { readonly refused: string; readonly floor: string };

/**
 * Which of the nodes that stopped receiving becomes the primary. First by transactions: it has all that any of
 * them has, and all that an earlier term left. What was received counts: it may have been acknowledged, and on no
 * other node. Then the `preferred` one, then by priority, then who has least to apply, then by order.
 * Pure, so that its promises can be tested: it names no node that lacks what another one has, and none at all
 * when nodes that are missing here may have acknowledged what is on none of these. With asynchronous replication
 * there is no such knowledge, and it names the most advanced of those at hand.
 */
export function elect(
  stopped: readonly Stopped[],
  state: ManagerState,
  rules: Rules,
  options: { readonly preferred?: string | undefined; readonly from: string | null },
): Election {
  const voters = stopped
    .filter((one) => !isKeptOut(one, state))
    .map((one): Voter => ({ ...one, has: soundTransactionsOf(one.state, state.errant[one.node]) }));
  const together = uniteGtidSets(...voters.map(({ has }) => has));
  const all = uniteGtidSets(together, parseGtidSet(state.floor));
  const floor = formatGtidSet(together);
  // Where nothing is acknowledged, no set of nodes can be known to have everything: whoever has most must do.
  const lossy = rules.allowDataLoss || rules.acknowledgements === 0;
  const missing = lossy ? undefined : missingVoters(voters, state, rules, options.from, together);
  if (missing) return { refused: missing, floor };
  const complete = voters.filter(({ has }) => containsGtidSet(has, all));
  const pool = lossy ? mostTransactions(voters) : complete;
  if (pool.length === 0) return { refused: whyNobody(voters, all), floor };
  const eligible = pool.filter((one) => mayLead(one, state, rules));
  const order = inOrder(eligible, state, rules, options.preferred);
  const [elected] = order;
  if (!elected) {
    return {
      refused: `only who may not lead has all: ${pool.map((one) => whyNot(one, rules)).join(', ')}`,
      floor,
    };
  }
  const equals = order.filter((one) => isAsGood(one, elected, state));
  const candidates = elected.node === options.preferred ? [elected] : equals;
  return { elected: elected.node, candidates: candidates.map(({ node }) => node), floor };
}

/** A primary that somebody made read_only is opened again, as one that restarted is. */
function mayLead({ node, state: own }: Stopped, state: ManagerState, rules: Rules): boolean {
  if (priorityOf(rules, node) === 'never') return false;
  return !isInMaintenance(own) || node === state.primary;
}

function whyNot({ node }: Stopped, rules: Rules): string {
  return `${node} (${priorityOf(rules, node) === 'never' ? 'priority never' : maintenance})`;
}

/** Who leads with errant transactions spreads them: not for the sake of a second. */
function isAsGood(one: Stopped, elected: Stopped, state: ManagerState): boolean {
  return one.node in state.errant === elected.node in state.errant;
}

/** How many transactions a server has received and not applied. */
export function leftToApply(state: ServerState): number {
  return countGtids(subtractGtidSets(transactionsOf(state), parseGtidSet(state.gtidExecuted)));
}

/** A node with errant transactions that follows nobody is out of the cluster, and has no say. */
export function isKeptOut({ node }: Stopped, state: ManagerState): boolean {
  return node in state.errant && !state.followers.includes(node) && node !== state.primary;
}

/**
 * Whether a node is pointed at the elected one at once. A former primary that still counts as a source is demoted with
 * care, and rejoins after that; one that lost its own tail would never be whole; one in maintenance is left alone.
 */
export function mayFollow(one: Stopped, elected: Stopped, state: ManagerState): boolean {
  if (isKeptOut(one, state) || isInMaintenance(one.state) || one.state.semisync?.sourceEnabled) return false;
  return lostTail(one.state, transactionsOf(elected.state)) === '';
}

/**
 * Why the nodes at hand may lack acknowledged transactions, or undefined when they cannot.
 *
 * An acknowledged transaction is on the primary and on `a` of the term's R followers. So with the primary, or with
 * R - a + 1 of the followers, or with what was there when the term was sealed, every one of them is at hand. A
 * follower that restarted has thrown away what it had received and not applied, and does not count.
 */
function missingVoters(
  voters: readonly Voter[],
  state: ManagerState,
  rules: Rules,
  from: string | null,
  together: GtidSet,
): string | undefined {
  if (state.primary === null) return undefined;
  if (state.primary !== from && voters.some(({ node }) => node === state.primary)) return undefined;
  if (state.sealed) {
    const lacking = subtractGtidSets(parseGtidSet(state.floor), together);
    return lacking.size === 0 ? undefined : `nobody at hand has ${formatGtidSet(lacking)}`;
  }
  const needed = state.followers.length - rules.acknowledgements + 1;
  const counted = voters.filter(({ node }) => state.followers.includes(node) && !(node in state.restarted));
  if (counted.length >= Math.max(needed, 1)) return undefined;
  return `${counted.length} of the ${state.followers.length} replicas of ${state.primary} are at hand with all they received, ${needed} are needed to be sure that no acknowledged transaction is missing`;
}

function mostTransactions(voters: readonly Voter[]): Voter[] {
  const most = Math.max(...voters.map(({ has }) => countGtids(has)));
  return voters.filter(({ has }) => countGtids(has) === most);
}

function whyNobody(voters: readonly Voter[], all: GtidSet): string {
  const lacks = voters.map(({ node, has }) => `${node} lacks ${formatGtidSet(subtractGtidSets(all, has))}`);
  return `no node has all transactions: ${lacks.join('; ')}`;
}

const rank: Readonly<Record<Priority, number>> = { prefer: 0, neutral: 1, never: 2 };

function inOrder(
  candidates: readonly Stopped[],
  state: ManagerState,
  rules: Rules,
  preferred: string | undefined,
): Stopped[] {
  const key = ({ node, state: own }: Stopped): readonly number[] => [
    node === preferred ? 0 : 1,
    node in state.errant ? 1 : 0,
    rank[priorityOf(rules, node)],
    leftToApply(own) > 0 && own.source?.applier === 'off' ? 1 : 0,
    leftToApply(own),
    rules.nodes.indexOf(node),
  ];
  return candidates.toSorted((a, b) => {
    const right = key(b);
    const differences = key(a).map((value, at) => value - (right[at] ?? 0));
    return differences.find((difference) => difference !== 0) ?? 0;
  });
}
