import { kinds } from '../engine/replication/kinds.ts';
import type { Trait } from '../engine/replication/traits.ts';
import { failoverTools } from '../failover/list.ts';
import type { FailoverTool } from '../failover/types.ts';
import type { TopologySection } from './schema.ts';

/** Who fails over in a topology. */
export type Failover = {
  readonly tool: FailoverTool;
  /** The services that it runs as; none where it is part of the servers, or nobody. */
  readonly services: readonly string[];
  /** Of its HTTP interface. */
  readonly port: number | undefined;
};

type Section = Pick<TopologySection, 'failover' | 'manager' | 'replication'>;

/** What a section says of it, or what follows from the kind of replication where it says nothing. */
export function failoverOf({ failover, manager, replication }: Section): Failover {
  if (failover) return { ...failover, tool: failoverTools[failover.tool], port: failover.port };
  if (manager) return { tool: failoverTools.manager, services: [manager.service], port: manager.port };
  const traits: readonly Trait[] = kinds[replication].traits;
  const elects = traits.includes('copies') && !traits.includes('channel');
  return { tool: elects ? failoverTools.group : failoverTools.none, services: [], port: undefined };
}
