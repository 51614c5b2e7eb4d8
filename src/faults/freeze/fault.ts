import { z } from 'zod';
import { bySignal } from '../holds.ts';
import { anyService } from '../premises.ts';
import { bySignals } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { serverOf } from '../shared/process/server-of.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from '../types.ts';

const parameters = z.object({}).strict();

/** A server that stands still: its connections stay open, and nothing answers. */
export const fault: Fault<typeof parameters> = {
  name: 'freeze',
  description:
    'SIGSTOP of the server process (of a service that is no node: docker pause). Connections stay open, new ones are accepted by the kernel, nothing answers; healed, it goes on as if no time had passed.',
  parameters,
  agent: bySignals(new URL('./sidecar.sh', import.meta.url)),
  premises: { target: anyService },
  end: 'healed',
  unseats: true,
  looksLike: () => 'silence',
  holds: () => ['process'],
  uses: () => [...bySignal, 'process'],
  inject: (targets, _, context) => onEachTarget(targets, (target) => freezeTarget(target, context)),
};

async function freezeTarget(target: FaultTarget, context: FaultContext): Promise<Injection> {
  const server = await serverOf(target, context);
  const frozen = await server.freeze();
  return {
    effectAtMs: frozen.effectAtMs,
    prove: async () => {
      const proved = await frozen.isFrozen();
      return { proved, evidence: `${frozen.evidence}${proved ? '' : '; but it runs again'}` };
    },
    healing: {
      heal: frozen.thaw,
      prove: async () => {
        const still = await frozen.isFrozen();
        return { proved: !still, evidence: still ? 'still frozen' : 'not frozen any more' };
      },
    },
  };
}
