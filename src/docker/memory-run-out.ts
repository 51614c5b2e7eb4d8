import type Docker from 'dockerode';
import type { MemoryRunOut } from './container-acts.ts';
import { readLines } from './lines.ts';

/**
 * Listens to what the engine tells of a container whose memory runs out. Its state forgets that when a restart policy
 * starts it again, and the kernel's count of kills goes with its cgroup.
 */
export async function watchMemory(docker: Docker, containerId: string): Promise<MemoryRunOut> {
  let times = 0;
  const stream = await docker.getEvents({
    filters: { type: ['container'], container: [containerId], event: ['oom'] },
  });
  const lines = readLines(stream, () => {
    times += 1;
  });
  return {
    times: () => times,
    stop: () => {
      lines.close();
      if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
    },
  };
}
