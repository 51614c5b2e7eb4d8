import type Docker from 'dockerode';
import type { Clock } from '../clock.ts';
import type { ContainerActs, ContainerState } from './container-acts.ts';
import { engineLimits } from './engine-limits.ts';

/** Seconds between SIGTERM and SIGKILL. A clean stop of a server writes back its buffers first. */
const graceSeconds = 60;

/** The acts on one container. `supervised`: its PID 1 is the supervisor, which starts the server on SIGUSR1. */
export function engineActs(
  container: Docker.Container,
  clock: Clock,
  supervised: boolean,
): Omit<ContainerActs, 'runOnVolumes'> {
  const containerState = async (): Promise<ContainerState> => {
    const { Running, Paused, ExitCode, OOMKilled, StartedAt } = (await container.inspect()).State;
    return {
      running: Running,
      paused: Paused,
      exitCode: ExitCode,
      oomKilled: OOMKilled,
      startedAt: StartedAt,
    };
  };
  const isRunning = async (): Promise<boolean> => (await containerState()).running;
  return {
    ...engineLimits(container),
    containerState,
    isRunning,
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
    // SIGUSR1 to any other PID 1 would harm it: HAProxy stops on it.
    startAgain: async () => {
      if (!(await isRunning())) await container.start();
      else if (supervised) await container.kill({ signal: 'SIGUSR1' });
    },
  };
}
