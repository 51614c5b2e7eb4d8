import { z } from 'zod';
import { waitFor } from '../../wait.ts';
import { bySignal } from '../holds.ts';
import { anyService } from '../premises.ts';
import { bySignals } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { serverOf } from '../shared/process/server-of.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from '../types.ts';

const parameters = z.object({}).strict();

/** What an upgrade or a changed option does to a server: a clean stop, and a start at once. */
export const fault: Fault<typeof parameters> = {
  name: 'restart',
  description:
    'Clean shutdown by SIGTERM, then a start at once, as by an upgrade or a changed option. Nothing is left to heal.',
  disruption: () => 'process',
  parameters,
  agent: bySignals(),
  premises: { target: anyService },
  end: 'lasting',
  restarts: 'server',
  unseats: true,
  uses: () => [...bySignal, 'process'],
  inject: (targets, _, context) => onEachTarget(targets, (target) => restartTarget(target, context)),
};

async function restartTarget(target: FaultTarget, context: FaultContext): Promise<Injection> {
  const server = await serverOf(target, context);
  const before = await server.current();
  const stopping = await server.beginStop();
  const { clean, evidence } = await stopping.stopped();
  await target.startAgain();
  return {
    effectAtMs: stopping.sentAtMs,
    prove: async () => {
      const now = await waitFor(
        { what: `${target.service} to start again`, deadlineMs: 30_000 },
        async () => {
          const start = await server.current();
          return start === undefined
            ? { done: false, state: 'no server runs' }
            : { done: true, value: start };
        },
      );
      return {
        proved: clean && now.id !== before?.id,
        evidence: `${evidence}; ${now.words} follows ${before?.words ?? 'none'}`,
      };
    },
    healing: null,
  };
}
