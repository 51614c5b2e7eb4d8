import { z } from 'zod';
import { waitFor } from '../../wait.ts';
import { bySignal } from '../holds.ts';
import { anyService } from '../premises.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { serverStart } from '../shared/process/server-start.ts';
import { beginStop } from '../shared/process/stopping.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from '../types.ts';

const parameters = z.object({}).strict();

/** What an upgrade or a changed option does to a server: a clean stop, and a start at once. */
export const fault: Fault<typeof parameters> = {
  name: 'restart',
  description:
    'Clean shutdown by SIGTERM, then a start at once, as by an upgrade or a changed option. Nothing is left to heal.',
  parameters,
  premises: { target: anyService },
  end: 'lasting',
  restarts: 'server',
  unseats: true,
  uses: () => [...bySignal, 'process'],
  inject: (targets, _, context) => onEachTarget(targets, (target) => restartTarget(target, context)),
};

async function restartTarget(target: FaultTarget, context: FaultContext): Promise<Injection> {
  const before = await serverStart(target);
  const stopping = await beginStop(target, context);
  const { clean, evidence } = await stopping.stopped();
  await target.startAgain();
  return {
    effectAtMs: stopping.sentAtMs,
    prove: async () => {
      const now = await waitFor(
        { what: `${target.service} to start again`, deadlineMs: 30_000 },
        async () => {
          const start = await serverStart(target);
          return start === undefined
            ? { done: false, state: 'no server runs' }
            : { done: true, value: start };
        },
      );
      return {
        proved: clean && now !== before,
        evidence: `${evidence}; ${now} follows ${before}`,
      };
    },
    healing: null,
  };
}
