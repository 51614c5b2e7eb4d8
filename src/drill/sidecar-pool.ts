import type Docker from 'dockerode';
import type { Clock } from '../clock.ts';
import type { ClusterService } from '../docker/services.ts';
import { type Sidecar, startHostAgent, startSidecar } from '../docker/sidecar.ts';
import { hostCommands, sidecarCommands } from '../faults/sidecar.ts';

/** The fault agents of a drill: one a service, started when first wanted and again when its container was. */
export type SidecarPool = {
  of(service: ClusterService): Promise<Sidecar>;
  /** The one in the host's process namespace. */
  ofHost(): Promise<Sidecar>;
  stop(): Promise<void>;
};

export function sidecarPool(docker: Docker, run: string, image: string, clock: Clock): SidecarPool {
  const started = new Map<string, Promise<Sidecar>>();
  // Whoever comes meanwhile waits for the same one: a second would be forgotten, with what it has to undo.
  const ensure = (name: string, start: () => Promise<Sidecar>): Promise<Sidecar> => {
    const known = started.get(name);
    const next = known ? known.then((one) => (one.alive() ? one : start()), start) : start();
    started.set(name, next);
    return next;
  };
  const common = { docker, run, image, clock };
  return {
    of: (service) =>
      ensure(`of ${service.name}`, () => startSidecar({ ...common, commands: sidecarCommands, service })),
    ofHost: () => ensure('host', () => startHostAgent({ ...common, commands: hostCommands })),
    stop: async () => {
      const sidecars = await Promise.allSettled(started.values());
      await Promise.all(sidecars.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)));
    },
  };
}
