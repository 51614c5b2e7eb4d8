import type Docker from 'dockerode';
import type { Clock } from '../clock.ts';
import type { ClusterService } from '../docker/services.ts';
import { type Sidecar, startSidecar } from '../docker/sidecar.ts';
import { sidecarCommands } from '../faults/sidecar.ts';

/** The fault agents of a drill: one a service, started when first wanted and again when its container was. */
export type SidecarPool = {
  of(service: ClusterService): Promise<Sidecar>;
  stop(): Promise<void>;
};

export function sidecarPool(docker: Docker, run: string, image: string, clock: Clock): SidecarPool {
  const started = new Map<string, Promise<Sidecar>>();
  return {
    of: async (service) => {
      const known = await started.get(service.name)?.catch(() => undefined);
      if (known?.alive()) return known;
      const starting = startSidecar({ docker, run, image, commands: sidecarCommands, service, clock });
      started.set(service.name, starting);
      return starting;
    },
    stop: async () => {
      const sidecars = await Promise.allSettled(started.values());
      await Promise.all(sidecars.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)));
    },
  };
}
