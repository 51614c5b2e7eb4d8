import { z } from 'zod';
import { DeadlineError, waitFor } from '../../../wait.ts';
import type { FaultContext, FaultTarget, Healing, Injection } from '../../types.ts';
import { runIfUp } from '../run-if-up.ts';
import { type Cut, cutRules, socketFilter } from './cut-rules.ts';

/** Parameters of every fault that cuts a network. */
export const cutParameters = {
  direction: z.enum(['both', 'in', 'out']).default('both').meta({
    description: 'which packets are cut off, as the target sees them: one way makes it deaf or mute',
  }),
  how: z
    .enum(['drop', 'reject'])
    .default('drop')
    .meta({ description: 'silence, or an answer that says so (TCP reset; open connections are reset, too)' }),
};

let cuts = 0;
/** A name for one cut, unique in this process: that of its chains in the target's network. */
export function nextCutId(fault: string): string {
  cuts += 1;
  return `${fault}_${cuts}`;
}

/** An address of the documentation (RFC 5737): a packet to it leaves by the default route. */
export const nobody = '192.0.2.1';

/** Cuts one target off from others. */
export async function cutOff(
  target: FaultTarget,
  id: string,
  cut: Cut,
  context: FaultContext,
): Promise<Injection> {
  const rejecting = cut.how === 'reject';
  const { lines, sentAtMs, repliedAtMs } = await target.run(
    rejecting ? netOn(id, cut, `reset_sockets '${socketFilter(cut.whom)}'`) : netOn(id, cut),
  );
  const what = rejecting ? `rejected, ${lines.at(-1)} connections reset` : 'dropped';
  const probed = probedBy(target, cut, context);
  return {
    effectAtMs: sentAtMs,
    prove: async () => {
      const packets = await dropsOf(target, id, probed);
      return {
        proved: packets > 0,
        evidence: `${packets} packets ${what}; rules in force within ${(repliedAtMs - sentAtMs).toFixed(1)} ms`,
      };
    },
    healing: healingOfCut(target, id, probed),
  };
}

/** The agent's command that brings a cut into force, and does something after that; all of it or nothing. */
export function netOn(id: string, cut: Cut, andThen = ':'): string {
  return `net_on ${id} '${cutRules(id, cut).join('; ')}' && ${andThen} || { net_off ${id}; false; }`;
}

/** Addresses to which a packet proves something: those that are cut off. */
export function probedBy(target: FaultTarget, { whom }: Cut, context: FaultContext): readonly string[] {
  // What others advertise is caught as it comes: no packet of ours is like it.
  if ('protocol' in whom) return [];
  if ('only' in whom) return whom.only;
  const others = context.peers.filter(({ service }) => service !== target.service);
  const addresses = others.map(({ address }) => address).filter((one) => !whom.except.includes(one));
  return addresses.length > 0 ? addresses : [nobody];
}

/** How many packets a cut has caught: waits up to 3 s for the first. */
async function dropsOf(target: FaultTarget, id: string, addresses: readonly string[]): Promise<number> {
  try {
    return await waitFor({ what: 'a packet that is caught', deadlineMs: 3000 }, async () => {
      const reply = await runIfUp(target, `try_drops ${id} ${addresses.join(' ')}`);
      const packets = Number(reply?.lines.at(-1) ?? 0);
      return packets > 0 ? { done: true, value: packets } : { done: false, state: 'none' };
    });
  } catch (error) {
    if (error instanceof DeadlineError) return 0;
    throw error;
  }
}

/** Healed is a cut when its chains are gone. That a packet passes is told, but other faults may hinder it. */
export function healingOfCut(target: FaultTarget, id: string, addresses: readonly string[]): Healing {
  return {
    heal: async () => void (await runIfUp(target, `net_off ${id}`)),
    prove: async () => {
      const left = (await runIfUp(target, `net_chains ${id}`))?.lines;
      if (!left) return { proved: true, evidence: 'the container is down, and its rules with it' };
      if (left.length > 0) return { proved: false, evidence: left.join(', ') };
      const asked = addresses.filter((address) => address !== nobody);
      const answers = (await runIfUp(target, `answers ${asked.join(' ')}`))?.lines ?? [];
      const evidence = `no rule left, ${answers.length} of ${asked.length} others answer it`;
      return { proved: true, evidence };
    },
  };
}
