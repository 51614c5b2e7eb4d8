import { leaderOf, type Observation } from './observation.ts';
import { withAllOpening } from './open-when-ready.ts';
import type { Session } from './session.ts';
import type { Account, Accounts, Engine, NodeAddress, OperatorStep, Patience, Replication } from './types.ts';

/** What an engine says for a channel from a source to a replica. */
export type ChannelWords = {
  observe: Engine['observe'];
  /** Makes a server the read-only replica of `source`, from wherever its own transactions say, and starts it. */
  follow(replica: Session, source: NodeAddress, account: Account): Promise<void>;
  /** Lets the commits of a primary wait for a replica. */
  acknowledge(primary: Session): Promise<void>;
};

/**
 * How replicas that fetch from a source are formed, and taken in again.
 *
 * @param acknowledged whether commits of the primary wait for a replica
 */
export function overChannel(
  words: ChannelWords,
  acknowledged: boolean,
): Required<Pick<Replication, 'form' | 'nextSteps'>> {
  return {
    form: (...cluster) => formChannel(words, acknowledged, ...cluster),
    nextSteps: (...cluster) => rejoinSteps(words, ...cluster),
  };
}

/**
 * Forms a cluster whose replicas fetch from a source: the first server leads, the others follow it. One that replicates
 * already, or of which somebody else is the source, was formed by its own stack, and is left as it is.
 *
 * @throws DeadlineError when a server does not answer in time
 */
async function formChannel(
  { observe, follow, acknowledge }: ChannelWords,
  acknowledged: boolean,
  nodes: readonly NodeAddress[],
  accounts: Accounts,
  patience: Patience,
): Promise<void> {
  await withAllOpening(nodes, accounts.admin, patience, async (opening) => {
    const [primary, ...replicas] = await Promise.all(opening);
    const [address] = nodes;
    if (!primary || !address) return;
    const states = await Promise.all([primary, ...replicas].map(observe));
    if (states.some(({ source }) => source !== null)) return;
    if (acknowledged) await acknowledge(primary);
    await Promise.all(replicas.map((replica) => follow(replica, address, accounts.replication)));
    await primary.query('SET GLOBAL read_only = OFF');
  });
}

/**
 * A node that does not follow the one that leads, or was not started to, is made to; none while it is not clear who leads.
 * One whose replication stopped with an error is left as it is: starting it again ends in the same error.
 */
export function rejoinSteps(
  { follow }: Pick<ChannelWords, 'follow'>,
  states: ReadonlyMap<string, Observation>,
  nodes: readonly NodeAddress[],
  { replication }: Accounts,
): OperatorStep[] {
  const all = [...states].map(([node, state]) => ({ node, state }));
  const leader = leaderOf(all);
  const source = nodes.find(({ name }) => name === leader?.node);
  if (!source) return [];
  return all
    .filter(({ node, state }) => node !== source.name && !followsOrFailed(state, source.name))
    .map(({ node, state }) => ({
      node,
      text: `let ${node} follow ${source.name}: ${state.source ? `it is to follow ${state.source.host}, and does not receive` : 'it follows nobody'}`,
      run: (server) => follow(server, source, replication),
    }));
}

function followsOrFailed({ source }: Observation, leader: string): boolean {
  if (source?.host !== leader) return false;
  return source.receiver !== 'off' || source.receiverError !== '' || source.applierError !== '';
}
