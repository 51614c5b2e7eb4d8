import type Docker from 'dockerode';
import type { Clock } from '../clock.ts';
import type { ClusterService } from '../docker/services.ts';
import { type Sidecar, startHostAgent, startSidecar } from '../docker/sidecar.ts';
import { agentFor, hostAgentFor } from '../faults/agents.ts';
import type { AgentNeeds } from '../faults/types.ts';

/** The fault agents of a drill: one a service, started when first wanted and again when its container was. */
export type SidecarPool = {
  of(service: ClusterService): Promise<Sidecar>;
  /** The one in the host's process namespace. */
  ofHost(): Promise<Sidecar>;
  stop(): Promise<void>;
};

/** Agents that know and may what these faults need. */
export function sidecarPool(
  of: { docker: Docker; run: string; image: string; clock: Clock },
  faults: readonly { readonly agent?: AgentNeeds }[],
): SidecarPool {
  const started = new Map<string, Promise<Sidecar>>();
  // Whoever comes meanwhile waits for the same one: a second would be forgotten, with what it has to undo.
  const ensure = (name: string, start: () => Promise<Sidecar>): Promise<Sidecar> => {
    const known = started.get(name);
    const next = known ? known.then((one) => (one.alive() ? one : start()), start) : start();
    started.set(name, next);
    return next;
  };
  return {
    of: (service) =>
      ensure(`of ${service.name}`, async () => startSidecar({ ...of, ...(await agentFor(faults)), service })),
    ofHost: () => ensure('host', async () => startHostAgent({ ...of, ...(await hostAgentFor(faults)) })),
    stop: async () => {
      const sidecars = await Promise.allSettled(started.values());
      await Promise.all(sidecars.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)));
    },
  };
}
