import type { FaultTarget, Healing } from '../../types.ts';
import { runIfUp } from '../run-if-up.ts';

/**
 * Heals a slow network by a command of the agent. `remains` is another, which prints what still slows it; its silence
 * is the proof.
 */
export function healingOfShaping(
  target: FaultTarget,
  { off, remains }: { readonly off: string; readonly remains: string },
): Healing {
  return {
    heal: async () => void (await runIfUp(target, off)),
    prove: async () => {
      const left = (await runIfUp(target, remains))?.lines;
      if (!left) return { proved: true, evidence: 'the container is down, and its network with it' };
      const proved = left.length === 0;
      return { proved, evidence: proved ? 'nothing is left that slows it' : left.join(', ') };
    },
  };
}
