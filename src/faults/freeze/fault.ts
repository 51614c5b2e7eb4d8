import { z } from 'zod';
import { bySignal } from '../holds.ts';
import { anyService } from '../premises.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { runIfUp } from '../shared/run-if-up.ts';
import type { Fault, FaultTarget, Injection } from '../types.ts';

const parameters = z.object({}).strict();

/** A server that stands still: its connections stay open, and nothing answers. */
export const fault: Fault<typeof parameters> = {
  name: 'freeze',
  description:
    'SIGSTOP of the server process (where it is PID 1: docker pause). Connections stay open, new ones are accepted by the kernel, nothing answers; healed, it goes on as if no time had passed.',
  parameters,
  sidecar: new URL('./sidecar.sh', import.meta.url),
  premises: { target: anyService },
  end: 'healed',
  unseats: true,
  holds: () => ['process'],
  uses: () => [...bySignal, 'process'],
  inject: (targets) => onEachTarget(targets, (target) => freezeTarget(target)),
};

async function freezeTarget(target: FaultTarget): Promise<Injection> {
  const frozen = await (target.serverProcess === undefined
    ? pause(target)
    : stopProcess(target, target.serverProcess));
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

/** A frozen target. */
type Frozen = {
  readonly effectAtMs: number;
  readonly evidence: string;
  isFrozen(): Promise<boolean>;
  thaw(): Promise<void>;
};

async function stopProcess(target: FaultTarget, process: string): Promise<Frozen> {
  const { lines, sentAtMs, repliedAtMs } = await target.run(`freeze_process ${process}`);
  return {
    effectAtMs: sentAtMs,
    evidence: `${lines.join(' ')}, ${(repliedAtMs - sentAtMs).toFixed(1)} ms after SIGSTOP`,
    isFrozen: async () => (await runIfUp(target, `frozen_pids ${process}`))?.lines.length === 1,
    thaw: async () => void (await runIfUp(target, `thaw_process ${process}`)),
  };
}

/** From inside its namespace PID 1 ignores SIGSTOP; the engine freezes its whole container. */
async function pause(target: FaultTarget): Promise<Frozen> {
  const { sentAtMs, pausedAtMs } = await target.pauseContainer();
  return {
    effectAtMs: sentAtMs,
    evidence: `container paused in ${(pausedAtMs - sentAtMs).toFixed(1)} ms`,
    isFrozen: async () => (await target.containerState()).paused,
    thaw: target.unpauseContainer,
  };
}
