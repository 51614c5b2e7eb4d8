import { z } from 'zod';
import { bySignal } from '../holds.ts';
import { anyService } from '../premises.ts';
import { bySignals } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { freezeContainer } from '../shared/process/hosted-freeze.ts';
import { serverOf } from '../shared/process/server-of.ts';
import type { Frozen } from '../shared/process/types.ts';
import type { Fault, Injection } from '../types.ts';

const parameters = z
  .object({
    what: z
      .enum(['process', 'host'])
      .default('process')
      .meta({ description: 'the server process, or all of its host, as a virtual machine that is paused' }),
  })
  .strict();

/** A server that stands still: its connections stay open, and nothing answers. */
export const fault: Fault<typeof parameters> = {
  name: 'freeze',
  description:
    'process: SIGSTOP of the server process (of a service that is no node: docker pause). host: docker pause of the node with all that runs beside its server. Connections stay open, new ones are accepted by the kernel, nothing answers; healed, it goes on as if no time had passed.',
  disruption: ({ what }) => what,
  parameters,
  agent: bySignals(new URL('./sidecar.sh', import.meta.url)),
  premises: { target: anyService },
  end: 'healed',
  unseats: true,
  looksLike: () => 'silence',
  holds: () => ['process'],
  uses: () => [...bySignal, 'process'],
  inject: (targets, { what }, context) =>
    onEachTarget(targets, async (target) =>
      injectionOf(
        what === 'host' ? await freezeContainer(target) : await (await serverOf(target, context)).freeze(),
      ),
    ),
};

function injectionOf(frozen: Frozen): Injection {
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
