import { shown } from '../../document/wording.ts';
import { places } from '../../engine/places.ts';
import { kinds } from '../../engine/replication/kinds.ts';
import { traits } from '../../engine/replication/traits.ts';
import type { PeerRole, TargetKind } from '../../faults/premises.ts';
import type { Fault } from '../../faults/types.ts';
import type { LoadedTopology } from '../../topology/loaded.ts';
import { replicasOf } from '../../topology/replicas.ts';
import { servicesOf } from '../../topology/roles.ts';

/** What a fault needs and a topology has not: in words, whole and without what is said around it, and at which key of a step. */
export type Unmet = { readonly at: readonly string[]; readonly message: string; readonly reason: string };

/** On which engine a fault means nothing. */
export function unmetByEngine({ name, premises }: Fault, topology: LoadedTopology): Unmet[] {
  const { engine } = topology.section;
  const { engines } = premises;
  if (!engines || engines.names.includes(engine)) return [];
  return [
    cannotHave(topology, name, `needs ${engines.names.join(' or ')}, found ${engine}: ${engines.because}`),
  ];
}

/** What a fault needs of the kind of replication. */
export function unmetByReplication({ name, premises }: Fault, topology: LoadedTopology): Unmet[] {
  const { replication } = topology.section;
  const has: readonly string[] = kinds[replication].traits;
  const lacking = (premises.replication ?? []).filter((trait) => !has.includes(trait));
  return lacking.map((trait) =>
    cannotHave(topology, name, `needs that ${traits[trait]}, found ${replication}`),
  );
}

/** What a fault with these parameters needs of the volumes of nodes, and of their folders. */
export function unmetByVolumes(
  { name, premises }: Fault,
  parameters: unknown,
  topology: LoadedTopology,
): Unmet[] {
  const unmet: Unmet[] = [];
  const { volumes, nodes } = topology.section;
  const use = premises.volume?.(parameters);
  if (use !== undefined) {
    const at = volumes[use];
    const without = at && nodes.find((node) => topology.mounts[node]?.includes(at) === false);
    if (at === undefined) {
      const message = `expected a volume that nodes of topology ${topology.name} have (data), found "${use}": x-ha-drill.volumes.${use} says where it is mounted`;
      const reason = `needs a volume "${use}", and nothing says where it is mounted`;
      unmet.push({ at: ['with', 'volume'], message, reason });
    } else if (without) {
      const reason = `needs a volume with a name at ${at} of every node (x-ha-drill.volumes.${use}), found none at ${without}`;
      unmet.push(cannotHave(topology, name, reason));
    }
  }
  const usual = Object.values<string>(places.folders);
  const known = [...new Set([volumes.data, volumes.binlog ?? volumes.data, ...usual])];
  const strange = (premises.folders?.(parameters) ?? []).find((folder) => !known.includes(folder));
  if (strange !== undefined) {
    const message = `expected folders of the volumes of a node (${known.join(', ')}), found ${shown(strange)}`;
    unmet.push({ at: ['with', 'folders'], message, reason: message });
  }
  return unmet;
}

/** Whether a node runs in an image that ha-drill does not name, in words. One that is built is not known. */
export function foreignImage(
  { premises }: Fault,
  { section, images, name }: LoadedTopology,
): string | undefined {
  if (premises.image === undefined) return undefined;
  const foreign = section.nodes.find((node) => images[node] && !images[node].includes('HA_DRILL_'));
  return foreign === undefined
    ? undefined
    : `needs ${premises.image} in the image of a node: those of ha-drill have it, and topology ${name} runs ${foreign} in ${images[foreign]}`;
}

/** Whom a fault with these parameters would stand between and a target of this kind, where there is nobody. */
export function unmetByOthers(
  { name, premises }: Fault,
  parameters: unknown,
  topology: LoadedTopology,
  kind: TargetKind,
): Unmet[] {
  const roles = premises.others?.(parameters).roles ?? [];
  if (roles.length === 0 || roles.some((role) => hasOther(topology, role, kind))) return [];
  return [cannotHave(topology, name, `needs a ${roles.join(' or ')} besides its target, found none`)];
}

/** Whether a service of this kind finds somebody else of a role. */
export function hasOther({ section }: LoadedTopology, role: PeerRole, kind: TargetKind): boolean {
  if (role === 'other') return true;
  if (role !== 'primary' && role !== 'replica') return role !== kind && servicesOf(section, role).length > 0;
  const there = role === 'primary' ? 1 : replicasOf(section);
  return there - (kind === role ? 1 : 0) > 0;
}

function cannotHave(topology: LoadedTopology, fault: string, reason: string): Unmet {
  const message = `expected a fault that topology ${topology.name} can have: ${fault} ${reason}`;
  return { at: ['fault'], message, reason };
}
