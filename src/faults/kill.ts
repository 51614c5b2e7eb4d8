import { z } from 'zod';
import type { Fault, FaultTarget, Injection, Proof } from './types.ts';

const parameters = z
  .object({
    what: z
      .enum(['process', 'host'])
      .default('process')
      .meta({ description: 'SIGKILL of the server process, or of the whole host behind a cut network' }),
  })
  .strict();

/** SIGKILL of a server. What was killed stays dead until recovery starts it again. */
export const kill: Fault<typeof parameters> = {
  name: 'kill',
  description:
    'SIGKILL. process: the server dies, its host answers "connection refused". host: the network is cut first, so clients see silence.',
  parameters,
  inject: async (targets, { what }) => {
    const killed = await Promise.all(targets.map(what === 'process' ? killProcess : killHost));
    return injectionOf(killed);
  },
};

/** The server process alone where a supervisor is PID 1; else the container, which ends with its PID 1. */
async function killProcess(target: FaultTarget): Promise<Proof> {
  if (!target.serverProcess) {
    const { sentAtMs, downAtMs } = await target.killContainer();
    return {
      proved: true,
      effectAtMs: sentAtMs,
      evidence: `${target.service}: container down ${took(sentAtMs, downAtMs)} after SIGKILL`,
    };
  }
  const reply = await target.run(`kill_process ${target.serverProcess}`);
  return {
    proved: true,
    effectAtMs: reply.sentAtMs,
    evidence: `${target.service}: ${reply.lines.join(' ')} ${took(reply.sentAtMs, reply.repliedAtMs)} after SIGKILL`,
  };
}

async function killHost(target: FaultTarget): Promise<Proof> {
  const cut = await target.run('cut_network');
  const drops = await target.run('wait_for_drops');
  const { sentAtMs, downAtMs } = await target.killContainer();
  return {
    proved: true,
    effectAtMs: cut.sentAtMs,
    evidence: `${target.service}: network cut in ${took(cut.sentAtMs, cut.repliedAtMs)}, ${drops.lines.join(' ')} packets dropped, container down ${took(sentAtMs, downAtMs)} after SIGKILL`,
  };
}

function injectionOf(proofs: readonly Proof[]): Injection {
  const proof: Proof = {
    proved: proofs.length > 0,
    evidence: proofs.map((one) => one.evidence).join('; '),
    effectAtMs: Math.min(...proofs.map((one) => one.effectAtMs)),
  };
  return {
    prove: async () => proof,
    heal: async () => undefined,
    proveHealed: async () => ({
      ...proof,
      evidence: 'nothing stays injected: the rules died with the namespace',
    }),
  };
}

function took(fromMs: number, toMs: number): string {
  return `${(toMs - fromMs).toFixed(1)} ms`;
}
