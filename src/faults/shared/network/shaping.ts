import type { FaultContext, FaultTarget, Healing } from '../../types.ts';
import { runIfUp } from '../run-if-up.ts';

/**
 * Heals a slow network by a command of the agent. `remains` is another, which prints what still slows it; its silence
 * is the proof.
 */
export function healingOfShaping(
  target: FaultTarget,
  { off, remains }: { readonly off: string; readonly remains: string },
  context: FaultContext,
): Healing {
  const { service } = target;
  return {
    heal: async () => void (await runIfUp(target, off)),
    prove: async () => {
      const left = (await runIfUp(target, remains))?.lines;
      const effectAtMs = context.nowMs();
      if (!left) return { proved: true, evidence: `${service} is down, and its network with it`, effectAtMs };
      const evidence = `${service}: ${left.length === 0 ? 'nothing is left that slows it' : left.join(', ')}`;
      return { proved: left.length === 0, evidence, effectAtMs };
    },
  };
}
