import type { AgentReply } from '../../../docker/sidecar.ts';
import type { FaultTarget, Injection } from '../../types.ts';
import type { Killed } from './types.ts';

/** What was killed is started again by recovery, or by its stack; not by healing. */
export function injectionOf({ effectAtMs, prove }: Pick<Killed, 'effectAtMs' | 'prove'>): Injection {
  return { effectAtMs, prove, healing: null };
}

/**
 * Kills everything in a container that nobody hears from any more. The host is gone: what the engine kills, its restart
 * policy does not start again, and its address is free.
 *
 * @param silenced the agent's reply to the command that cut the network; its effect is that of the fault
 * @param how what that command did, for the evidence
 */
export async function killSilenced(
  target: FaultTarget,
  silenced: AgentReply,
  how: string,
): Promise<Injection> {
  const drops = await target.run('prove_drops');
  const { restartPolicy } = await target.containerState();
  const { sentAtMs, downAtMs } = await target.killContainer();
  const stays =
    restartPolicy === 'no' ? '' : `, and kept down whatever its policy (restart: ${restartPolicy})`;
  const evidence = `${how} in ${took(silenced.sentAtMs, silenced.repliedAtMs)}, ${drops.lines.join(' ')} packets dropped, container down ${took(sentAtMs, downAtMs)} after SIGKILL${stays}`;
  return injectionOf({
    effectAtMs: silenced.sentAtMs,
    prove: async () => {
      const { running, restarting } = await target.containerState();
      const proved = !running && !restarting;
      return { proved, evidence: proved ? evidence : `${evidence}; but it runs again` };
    },
  });
}

/** How long something took, for evidence. */
export function took(fromMs: number, toMs: number): string {
  return `${(toMs - fromMs).toFixed(1)} ms`;
}
