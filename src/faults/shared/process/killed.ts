import type { AgentReply } from '../../../docker/sidecar.ts';
import type { FaultTarget, Injection } from '../../types.ts';

/** One target that was killed, and how to see that it is dead. */
export type Killed = {
  readonly effectAtMs: number;
  readonly evidence: string;
  stillDead(): Promise<boolean>;
};

/** Proved while the target stays dead. What was killed is started again by recovery, not by healing. */
export function injectionOf({ effectAtMs, evidence, stillDead }: Killed): Injection {
  return {
    effectAtMs,
    prove: async () => {
      const proved = await stillDead();
      return { proved, evidence: proved ? evidence : `${evidence}; but it runs again` };
    },
    healing: null,
  };
}

/**
 * Kills everything in a container that nobody hears from any more.
 *
 * @param silenced the agent's reply to the command that cut the network; its effect is that of the fault
 * @param how what that command did, for the evidence
 */
export async function killSilenced(target: FaultTarget, silenced: AgentReply, how: string): Promise<Killed> {
  const drops = await target.run('prove_drops');
  const { sentAtMs, downAtMs } = await target.killContainer();
  return {
    effectAtMs: silenced.sentAtMs,
    evidence: `${how} in ${took(silenced.sentAtMs, silenced.repliedAtMs)}, ${drops.lines.join(' ')} packets dropped, container down ${took(sentAtMs, downAtMs)} after SIGKILL`,
    stillDead: async () => !(await target.isRunning()),
  };
}

/** How long something took, for evidence. */
export function took(fromMs: number, toMs: number): string {
  return `${(toMs - fromMs).toFixed(1)} ms`;
}
