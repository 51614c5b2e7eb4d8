import type Docker from 'dockerode';
import type { Clock } from '../clock.ts';
import type { ContainerActs, ContainerState } from './container-acts.ts';
import { engineLimits } from './engine-limits.ts';

/** Seconds between SIGTERM and SIGKILL. A clean stop of a server writes back its buffers first. */
const graceSeconds = 60;

/** Where the supervisor is in every container that has it: images/mysql/supervisor.sh, built in or mounted. */
const supervisorPath = '/ha-drill/supervisor.sh';

/** The acts on one container. */
export function engineActs(container: Docker.Container, clock: Clock): Omit<ContainerActs, 'runOnVolumes'> {
  const containerState = async (): Promise<ContainerState> => stateOf(await container.inspect());
  return {
    ...engineLimits(container),
    containerState,
    isRunning: async () => (await containerState()).running,
    killContainer: async () => {
      const sentAtMs = clock.nowMs();
      await container.kill();
      return { sentAtMs, downAtMs: clock.nowMs() };
    },
    stopContainer: async () => {
      const sentAtMs = clock.nowMs();
      await container.stop({ t: graceSeconds });
      return { sentAtMs, downAtMs: clock.nowMs() };
    },
    startContainer: async () => {
      if (!(await containerState()).running) await container.start().catch(ignoreUnchanged);
    },
    pauseContainer: async () => {
      const sentAtMs = clock.nowMs();
      if (!(await containerState()).paused) await container.pause();
      return { sentAtMs, pausedAtMs: clock.nowMs() };
    },
    unpauseContainer: async () => {
      if ((await containerState()).paused) await container.unpause();
    },
    logTail: async (lines) => {
      const log = await container.logs({ stdout: true, stderr: true, tail: lines });
      return log.toString();
    },
  };
}

/** dockerode's type forgets it. */
type Inspected = Docker.ContainerInspectInfo & { readonly Config: { readonly StopSignal?: string } };

/** What matters of the engine's answer. */
export function stateOf(seen: Inspected): ContainerState {
  const { State, Config, HostConfig } = seen;
  return {
    running: State.Running && !State.Restarting,
    restarting: State.Restarting,
    paused: State.Paused,
    exitCode: State.ExitCode,
    oomKilled: State.OOMKilled,
    startedAt: State.StartedAt,
    finishedAt: State.FinishedAt,
    hostPid: State.Pid,
    restarts: seen.RestartCount,
    restartPolicy: HostConfig.RestartPolicy?.Name || 'no',
    stopSignal: Config.StopSignal || 'SIGTERM',
    supervised: [seen.Path, ...seen.Args].includes(supervisorPath),
  };
}

/** 304: its restart policy, or somebody else, was faster. */
function ignoreUnchanged(error: { statusCode?: number }): void {
  if (error.statusCode !== 304) throw error;
}
