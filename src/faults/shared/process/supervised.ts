import { waitFor } from '../../../wait.ts';
import type { FaultTarget } from '../../types.ts';
import { runIfUp } from '../run-if-up.ts';
import { took } from './killed.ts';
import type { Frozen, Killed, Server, Stopping } from './types.ts';

/**
 * A server under the supervisor of ha-drill, which outlives it and starts it on nobody's account but ours. The agent in
 * the namespaces of its container reaches it.
 */
export function supervisedServer(target: FaultTarget, name: string): Server {
  return {
    current: async () => {
      const pid = (await runIfUp(target, `pids_of ${name}`))?.lines[0];
      return pid === undefined ? undefined : { id: pid, pid: Number(pid), words: `pid ${pid}` };
    },
    kill: () => killIt(target, name),
    beginStop: () => beginStop(target, name),
    freeze: () => freeze(target, name),
  };
}

/** Proved while it stays dead. */
async function killIt(target: FaultTarget, name: string): Promise<Killed> {
  const pid = (await target.run(`pids_of ${name}`)).lines.join(' ');
  const { lines, sentAtMs, repliedAtMs } = await target.run(`kill_process ${name}`);
  const evidence = `${lines.join(' ')}, ${took(sentAtMs, repliedAtMs)} after SIGKILL`;
  return {
    effectAtMs: sentAtMs,
    victim: `pid ${pid}`,
    prove: async () => {
      const proved = (await target.run(`pids_of ${name}`)).lines.length === 0;
      return { proved, evidence: proved ? evidence : `${evidence}; but it runs again` };
    },
  };
}

async function beginStop(target: FaultTarget, name: string): Promise<Stopping> {
  const { lines, sentAtMs } = await target.run(`stop_process ${name}`);
  const pid = lines.join(' ');
  const ended = new RegExp(`\\(process ${pid}\\) ended with exit code (\\d+)`);
  return {
    sentAtMs,
    stopped: () =>
      waitFor({ what: `${target.service} to stop`, deadlineMs: 60_000, everyMs: 100 }, async () => {
        const code = ended.exec(await target.logTail(40))?.[1];
        if (code === undefined) return { done: false, state: `process ${pid} has not ended` };
        const evidence = `pid ${pid} of ${name} ended with exit code ${code} after SIGTERM`;
        return { done: true, value: { clean: code === '0', evidence } };
      }),
  };
}

async function freeze(target: FaultTarget, name: string): Promise<Frozen> {
  const { lines, sentAtMs, repliedAtMs } = await target.run(`freeze_process ${name}`);
  return {
    effectAtMs: sentAtMs,
    evidence: `${lines.join(' ')}, ${took(sentAtMs, repliedAtMs)} after SIGSTOP`,
    isFrozen: async () => (await runIfUp(target, `frozen_pids ${name}`))?.lines.length === 1,
    thaw: async () => void (await runIfUp(target, `thaw_process ${name}`)),
  };
}
