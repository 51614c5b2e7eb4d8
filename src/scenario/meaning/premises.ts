import { shown } from '../../document/wording.ts';
import { replications } from '../../engine/mysql/replication/list.ts';
import { server } from '../../engine/mysql/server.ts';
import { traits } from '../../engine/replication/traits.ts';
import type { PeerRole, TargetKind } from '../../faults/premises.ts';
import type { Fault } from '../../faults/types.ts';
import type { LoadedTopology } from '../../topology/loaded.ts';
import { servicesOf } from '../../topology/roles.ts';
import { doubtful, type Finding, refused } from './finding.ts';
import type { Meant, Step } from './read.ts';
import { kindsOf, named } from './roles.ts';

/** What is wrong, and at which key of a step. */
type Unmet = { readonly at: readonly string[]; readonly message: string };

/** What a fault needs of the cluster: a kind of replication, volumes, folders, something in the image of its nodes. */
export function premiseFindings(
  { source, topology }: Pick<Meant, 'source' | 'topology'>,
  { step, fault, parameters }: Pick<Step, 'step' | 'parameters'> & { readonly fault: Fault },
): Finding[] {
  if (!topology) return [];
  const certain = [
    ...unmetByReplication(fault, topology),
    ...(parameters === undefined ? [] : unmetByVolumes(fault, parameters, topology)),
  ];
  const foreign = foreignImage(fault, topology);
  return [
    ...certain.map(({ at, message }) => refused(source, ['method', step, ...at], message)),
    ...(foreign === undefined ? [] : [doubtful(source, ['method', step, 'fault'], foreign)]),
  ];
}

function unmetByReplication({ name, premises }: Fault, { name: topology, section }: LoadedTopology): Unmet[] {
  const has: readonly string[] = replications[section.replication].traits;
  const lacking = (premises.replication ?? []).filter((trait) => !has.includes(trait));
  return lacking.map((trait) => ({
    at: ['fault'],
    message: `expected a fault that topology ${topology} can have: ${name} needs that ${traits[trait]}, found ${section.replication}`,
  }));
}

function unmetByVolumes({ name, premises }: Fault, parameters: unknown, topology: LoadedTopology): Unmet[] {
  const unmet: Unmet[] = [];
  const { volumes, nodes } = topology.section;
  const use = premises.volume?.(parameters);
  if (use !== undefined) {
    const at = volumes[use];
    const without = at && nodes.find((node) => topology.mounts[node]?.includes(at) === false);
    if (at === undefined) {
      const message = `expected a volume that nodes of topology ${topology.name} have (data), found "${use}": x-ha-drill.volumes.${use} says where it is mounted`;
      unmet.push({ at: ['with', 'volume'], message });
    } else if (without) {
      const message = `expected a fault that topology ${topology.name} can have: ${name} needs a volume with a name at ${at} of every node (x-ha-drill.volumes.${use}), found none at ${without}`;
      unmet.push({ at: ['fault'], message });
    }
  }
  const usual = Object.values<string>(server.folders);
  const known = [...new Set([volumes.data, volumes.binlog ?? volumes.data, ...usual])];
  const strange = (premises.folders?.(parameters) ?? []).find((folder) => !known.includes(folder));
  if (strange !== undefined) {
    const message = `expected folders of the volumes of a node (${known.join(', ')}), found ${shown(strange)}`;
    unmet.push({ at: ['with', 'folders'], message });
  }
  return unmet;
}

/** Whether a node runs in an image that ha-drill does not name, in words. One that is built is not known. */
function foreignImage({ name, premises }: Fault, { name: topology, section, images }: LoadedTopology) {
  if (premises.image === undefined) return undefined;
  const foreign = section.nodes.find((node) => images[node] && !images[node].includes('HA_DRILL_'));
  return foreign === undefined
    ? undefined
    : `${name} needs ${premises.image} in the image of a node: those of ha-drill have it, and topology ${topology} runs ${foreign} in ${images[foreign]}`;
}

/** Faults between their target and others, where there are no others. */
export function othersFindings({ source, steps, topology }: Meant): Finding[] {
  if (!topology) return [];
  return steps.flatMap(({ step, name, fault, target, parameters }) => {
    if (!target || parameters === undefined) return [];
    const others = fault?.premises.others?.(parameters);
    if (!others || others.roles.length === 0) return [];
    const kinds = kindsOf(target, topology.section.nodes.length);
    const isAlone = (kind: TargetKind): boolean =>
      !others.roles.some((role) => hasOther(topology, role, kind));
    if (target === 'candidate' ? kinds.every(isAlone) : kinds.some(isAlone)) {
      const message = `expected a fault that topology ${topology.name} can have: ${name} needs a ${others.roles.join(' or ')} besides its target, found none`;
      return [refused(source, ['method', step, 'fault'], message)];
    }
    const { named: parameter } = others;
    if (parameter === undefined) return [];
    return others.roles.flatMap((role, index) => {
      if (kinds.some((kind) => hasOther(topology, role, kind))) return [];
      const message = `expected a role that somebody besides ${named(target)} plays on topology ${topology.name}, found ${shown(role)}`;
      return [refused(source, ['method', step, 'with', parameter, index], message)];
    });
  });
}

/** Whether a service of this kind finds somebody else of a role. */
function hasOther({ section }: LoadedTopology, role: PeerRole, kind: TargetKind): boolean {
  if (role === 'other') return true;
  if (role !== 'primary' && role !== 'replica') return role !== kind && servicesOf(section, role).length > 0;
  const there = role === 'primary' ? 1 : section.nodes.length - 1;
  return there - (kind === role ? 1 : 0) > 0;
}
