import { z } from 'zod';
import { bySignal } from '../holds.ts';
import { anyService } from '../premises.ts';
import { bySignals } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { serverOf } from '../shared/process/server-of.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from '../types.ts';

const parameters = z.object({}).strict();

/** A clean shutdown. What was stopped stays down until recovery starts it again. */
export const fault: Fault<typeof parameters> = {
  name: 'stop',
  description:
    'Clean shutdown: SIGTERM of the server process (without the supervisor of ha-drill: docker stop, and no restart policy acts). The server ends its connections, writes back and exits; it stays down.',
  disruption: () => 'process',
  parameters,
  agent: bySignals(),
  premises: { target: anyService },
  end: 'started-again',
  unseats: true,
  looksLike: () => 'crash',
  holds: () => ['server'],
  uses: () => [...bySignal, 'process'],
  inject: (targets, _, context) => onEachTarget(targets, (target) => stopTarget(target, context)),
};

async function stopTarget(target: FaultTarget, context: FaultContext): Promise<Injection> {
  const server = await serverOf(target, context);
  const stopping = await server.beginStop();
  return {
    effectAtMs: stopping.sentAtMs,
    prove: async () => {
      const { clean, evidence } = await stopping.stopped();
      const down = (await server.current()) === undefined;
      return {
        proved: clean && down,
        evidence: `${evidence}${down ? '' : '; but it runs again'}`,
      };
    },
    healing: null,
  };
}
