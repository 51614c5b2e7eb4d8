import { isAttached, lacksMajority, type Observation } from '../../../observation.ts';
import { executedBy } from '../../../transactions.ts';
import type { OperatorStep } from '../../../types.ts';
import { bootstrap, goOnAlone, join, leave } from './membership.ts';

/**
 * What an operator has to do, in this order, for a group that does not heal itself: let a server join again that gave up,
 * go on with what is left of a group that lost its majority, or start a group anew of which no member is left. The last
 * two only while every server answers, so that none of them can be a member somewhere out of sight.
 */
export function nextSteps(
  states: ReadonlyMap<string, Observation>,
  nodes: readonly unknown[],
): OperatorStep[] {
  const all = [...states].map(([node, state]) => ({ node, state }));
  const members = all.filter(({ state }) => isAttached(state));
  const outside = all.filter(({ state }) => !isAttached(state));
  if (members.some(({ state }) => state.group?.state === 'ONLINE' && !lacksMajority(state))) {
    return outside.map(({ node, state }) => rejoin(node, state));
  }
  if (all.length < nodes.length) return [];
  const [survivor, ...others] = members;
  if (survivor) return others.length === 0 ? [force(survivor.node)] : [];
  return restart(all);
}

function rejoin(node: string, { group }: Observation): OperatorStep {
  return {
    node,
    text: `let ${node} join its group again: it is ${group?.state}`,
    run: async (server) => {
      await leave(server);
      await join(server);
    },
  };
}

function force(node: string): OperatorStep {
  return {
    node,
    text: `let ${node} go on alone: it is the only member left, and waits for a majority that will not come back`,
    run: goOnAlone,
  };
}

/** By the server that has all that any of them has; none when there is no such server. */
function restart(all: readonly { node: string; state: Observation }[]): OperatorStep[] {
  const executed = all.map(({ node, state }) => ({ node, set: executedBy(state) }));
  const most = executed.find((one) => executed.every((other) => one.set.contains(other.set)));
  if (!most) return [];
  const text = `start the group anew with ${most.node}: no member is left, and it has all that the others have`;
  const run: OperatorStep['run'] = async (server) => {
    await leave(server);
    await bootstrap(server);
  };
  return [{ node: most.node, text, run }];
}
