import { z } from 'zod';
import { bySignal } from '../holds.ts';
import { anyService } from '../premises.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { injectionOf, type Killed, killSilenced, took } from '../shared/process/killed.ts';
import type { Fault, FaultTarget } from '../types.ts';

const parameters = z
  .object({
    what: z
      .enum(['process', 'host'])
      .default('process')
      .meta({ description: 'SIGKILL of the server process, or of the whole host behind a cut network' }),
  })
  .strict();

/** SIGKILL of a server. What was killed stays dead until recovery starts it again. */
export const fault: Fault<typeof parameters> = {
  name: 'kill',
  description:
    'SIGKILL. process: the server dies, its host answers "connection refused". host: the network is cut first, so clients see silence.',
  parameters,
  premises: { target: anyService },
  end: 'started-again',
  unseats: true,
  holds: ({ what }) => (what === 'host' ? ['server', 'container'] : ['server']),
  uses: ({ what }) => (what === 'host' ? ['container'] : bySignal),
  inject: (targets, { what }) => {
    const killOne = what === 'process' ? killProcess : killHost;
    return onEachTarget(targets, async (target) => injectionOf(await killOne(target)));
  },
};

/** The server process alone where a supervisor is PID 1; else the container, which ends with its PID 1. */
async function killProcess(target: FaultTarget): Promise<Killed> {
  const { serverProcess } = target;
  if (!serverProcess) {
    const { sentAtMs, downAtMs } = await target.killContainer();
    const evidence = `container down ${took(sentAtMs, downAtMs)} after SIGKILL`;
    return { effectAtMs: sentAtMs, evidence, stillDead: async () => !(await target.isRunning()) };
  }
  const reply = await target.run(`kill_process ${serverProcess}`);
  return {
    effectAtMs: reply.sentAtMs,
    evidence: `${reply.lines.join(' ')}, ${took(reply.sentAtMs, reply.repliedAtMs)} after SIGKILL`,
    stillDead: async () => (await target.run(`pids_of ${serverProcess}`)).lines.length === 0,
  };
}

/** Network first, so that no FIN or RST of the dying server tells anybody; then everything in the container. */
async function killHost(target: FaultTarget): Promise<Killed> {
  return killSilenced(target, await target.run('cut_network'), 'network cut');
}
