import type Docker from 'dockerode';
import type { MemoryKills } from './container-acts.ts';
import { readLines } from './lines.ts';

/**
 * Counts what the engine tells of memory kills in a container. The container's own state forgets them when its restart
 * policy starts it again, and the kernel's count goes with its cgroup.
 */
export async function watchMemoryKills(docker: Docker, containerId: string): Promise<MemoryKills> {
  let kills = 0;
  const stream = await docker.getEvents({
    filters: { type: ['container'], container: [containerId], event: ['oom'] },
  });
  const lines = readLines(stream, () => {
    kills += 1;
  });
  return {
    count: () => kills,
    stop: () => {
      lines.close();
      if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
    },
  };
}
