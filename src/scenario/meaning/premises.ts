import { shown } from '../../document/wording.ts';
import { replications } from '../../engine/mysql/replication/list.ts';
import { traits } from '../../engine/replication/traits.ts';
import type { TargetKind } from '../../faults/premises.ts';
import type { Fault, PeerRole } from '../../faults/types.ts';
import type { LoadedTopology } from '../../topology/load.ts';
import { doubtful, type Finding, refused } from './finding.ts';
import type { Meant, Step } from './read.ts';
import { kindsOf, named } from './roles.ts';

/** What a fault needs of the cluster: a kind of replication, volumes, folders, something in the image of its nodes. */
export function premiseFindings(
  { source, topology }: Pick<Meant, 'source' | 'topology'>,
  { step, fault, parameters }: Pick<Step, 'step' | 'parameters'> & { readonly fault: Fault },
): Finding[] {
  if (!topology) return [];
  const { name, section } = topology;
  const { premises } = fault;
  const findings: Finding[] = [];
  const refuse = (path: readonly string[], message: string): void =>
    void findings.push(refused(source, ['method', step, ...path], message));

  const has: readonly string[] = replications[section.replication].traits;
  for (const trait of (premises.replication ?? []).filter((one) => !has.includes(one))) {
    refuse(
      ['fault'],
      `expected a fault that topology ${name} can have: ${fault.name} needs that ${traits[trait]}, found ${section.replication}`,
    );
  }
  const foreign = premises.image === undefined ? undefined : foreignNode(topology);
  if (foreign !== undefined) {
    const message = `${fault.name} needs ${premises.image} in the image of a node: those of ha-drill have it, and topology ${name} runs ${foreign.node} in ${foreign.image}`;
    findings.push(doubtful(source, ['method', step, 'fault'], message));
  }
  if (parameters === undefined) return findings;
  if (premises.volume?.(parameters) === 'binlog' && section.volumes.binlog === undefined) {
    refuse(
      ['with', 'volume'],
      `expected a volume that nodes of topology ${name} have (data), found "binlog": x-ha-drill.volumes.binlog says where it is mounted`,
    );
  }
  const volumes = volumesOf(topology);
  const strange = (premises.folders?.(parameters) ?? []).find((folder) => !volumes.includes(folder));
  if (strange !== undefined) {
    refuse(
      ['with', 'folders'],
      `expected folders of the volumes of a node (${volumes.join(', ')}), found ${shown(strange)}`,
    );
  }
  return findings;
}

/** The first node with an image that ha-drill does not name; one that is built is not known. */
function foreignNode({ section, images }: LoadedTopology) {
  return section.nodes
    .map((node) => ({ node, image: images[node] ?? '' }))
    .find(({ image }) => image !== '' && !image.includes('HA_DRILL_'));
}

function volumesOf({ section }: LoadedTopology): string[] {
  const usual = ['/var/lib/mysql', '/var/lib/mysql-binlog'];
  return [...new Set([section.volumes.data, section.volumes.binlog ?? section.volumes.data, ...usual])];
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
  if (role !== 'primary' && role !== 'replica') return role !== kind && section[role] !== undefined;
  const there = role === 'primary' ? 1 : section.nodes.length - 1;
  return there - (kind === role ? 1 : 0) > 0;
}
