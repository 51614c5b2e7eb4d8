import type { AgentReply } from '../../docker/sidecar.ts';
import type { FaultTarget } from '../types.ts';

/**
 * Runs a command of the agent beside a target that may be down by now; undefined when it is. With its container
 * went its processes and its network, and so everything that was injected there.
 */
export async function runIfUp(target: FaultTarget, command: string): Promise<AgentReply | undefined> {
  try {
    return await target.run(command);
  } catch (error) {
    if (await target.isRunning()) throw error;
    return undefined;
  }
}
