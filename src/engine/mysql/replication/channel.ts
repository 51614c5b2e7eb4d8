import { leaderOf, type Observation } from '../../observation.ts';
import type { Accounts, NodeAddress, OperatorStep, Patience } from '../../types.ts';
import { observe } from '../observe.ts';
import { openWhenReady } from '../open-when-ready.ts';
import { follow } from '../receiver.ts';

/**
 * Forms a cluster whose replicas fetch from a source: the first server leads, the others follow it. One that replicates
 * already, or of which somebody else is the source, was formed by its own stack, and is left as it is.
 *
 * @param acknowledged whether commits of the primary wait for a replica
 * @throws DeadlineError when a server does not answer in time
 */
export async function formChannel(
  acknowledged: boolean,
  nodes: readonly NodeAddress[],
  accounts: Accounts,
  patience: Patience,
): Promise<void> {
  const opening = nodes.map((node) => openWhenReady(node, accounts.admin, patience));
  try {
    const [primary, ...replicas] = await Promise.all(opening);
    const [address] = nodes;
    if (!primary || !address) return;
    const states = await Promise.all([primary, ...replicas].map(observe));
    if (states.some(({ source }) => source !== null)) return;
    if (acknowledged) await primary.query('SET GLOBAL rpl_semi_sync_source_enabled = ON');
    await Promise.all(replicas.map((replica) => follow(replica, address, accounts.replication)));
    await primary.query('SET GLOBAL read_only = OFF');
  } finally {
    for (const one of await Promise.allSettled(opening)) {
      if (one.status === 'fulfilled') one.value.destroy();
    }
  }
}

/**
 * A node that does not follow the one that leads, or was not started to, is made to; none while it is not clear who leads.
 * One whose replication stopped with an error is left as it is: starting it again ends in the same error.
 */
export function rejoinSteps(
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
