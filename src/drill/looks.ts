import type { Expected, Looks } from '../judge/measure/redundancy/looks.ts';
import type { Observer } from '../observe/observer.ts';
import type { ServiceObserver } from '../observe/service-observer.ts';
import type { ClusterDrill } from './drill.ts';

/** What was seen of the cluster since an instant: what was asked before it tells nothing of what came after. */
export function looksSince(
  { observer, services }: { observer: Pick<Observer, 'recent'>; services: Pick<ServiceObserver, 'latest'> },
  sinceMs: number,
): Looks {
  return {
    samples: new Map(
      [...observer.recent()].map(([node, own]) => [
        node,
        own.filter(({ askedAtMs }) => askedAtMs >= sinceMs),
      ]),
    ),
    services: new Map([...services.latest()].filter(([, { askedAtMs }]) => askedAtMs >= sinceMs)),
  };
}

/** What must be there for full redundancy of the drill's cluster. */
export function expectedOf({ plan, replication, services }: ClusterDrill): Expected {
  return { nodes: plan.topology.section.nodes, kind: replication, services: services.names };
}
