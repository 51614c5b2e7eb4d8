import { shown } from '../../document/wording.ts';
import { replications } from '../../engine/mysql/replication/list.ts';
import { traits } from '../../engine/replication/traits.ts';
import type { TargetKind } from '../../faults/premises.ts';
import type { Fault, PeerRole } from '../../faults/types.ts';
import type { LoadedTopology } from '../../topology/load.ts';
import type { TargetRole } from '../schema.ts';
import { doubtful, type Finding, refused } from './finding.ts';
import type { Meant, Step } from './read.ts';
import { kindsOf, named, targetsOf } from './roles.ts';

/** Whether each step aims at something that is there, and at which its fault means something. */
export function aimFindings({ source, steps, topology }: Meant): Finding[] {
  return steps.flatMap(({ step, name, fault, target, parameters, times }) => {
    const path = ['method', step, 'target'];
    if (!target) return [];
    const offered = topology && targetsOf(topology);
    if (offered && !offered.includes(target)) {
      const message = `expected a target that topology ${topology.name} has (${offered.join(', ')}), found ${shown(target)}`;
      return [refused(source, path, message)];
    }
    if (!fault) return [];
    const unfit = unfitKinds(fault, target, topology);
    if (unfit.length > 0 && (target !== 'candidate' || unfit.length === 2)) {
      const fitting = (offered ?? []).filter((role) => unfitKinds(fault, role, topology).length === 0);
      const wanted = fitting.length > 0 ? fitting.join(', ') : fault.aim.roles.join(' or ');
      const message = `expected a target at which ${name} means something (${wanted}), found ${shown(target)}: ${fault.aim.because}`;
      return [refused(source, path, message)];
    }
    return [
      ...candidateFindings({ source }, { step, fault, target, times }),
      ...clusterFindings({ source }, { step, fault, parameters }, topology),
    ];
  });
}

function unfitKinds(fault: Fault, target: TargetRole, topology: LoadedTopology | undefined) {
  const kinds = kindsOf(target, topology?.section.nodes.length ?? 2);
  return kinds.filter((kind) => !fault.aim.roles.includes(kind));
}

const onceItLeads = ['promoted', 'repointed', 'routed', 'failover-completed', 'rejoined'];

/** A candidate is a replica until it is promoted, and the primary from then on. */
function candidateFindings(
  { source }: Pick<Meant, 'source'>,
  { step, fault, target, times }: Pick<Step, 'step' | 'target' | 'times'> & { readonly fault: Fault },
): Finding[] {
  if (target !== 'candidate' || !times || fault.aim.roles.length > 1) return [];
  const leads = times.on !== undefined && onceItLeads.includes(times.on);
  if (fault.aim.roles.includes(leads ? 'primary' : 'replica')) return [];
  const message = `the candidate is ${leads ? 'the primary' : 'a replica'} by then, as a rule, and ${fault.name} needs a ${fault.aim.roles.join(' or a ')}: ${fault.aim.because}`;
  return [doubtful(source, ['method', step, 'target'], message)];
}

/** What a fault needs of the cluster: a kind of replication, volumes, folders. */
function clusterFindings(
  { source }: Pick<Meant, 'source'>,
  { step, fault, parameters }: Pick<Step, 'step' | 'parameters'> & { readonly fault: Fault },
  topology: LoadedTopology | undefined,
): Finding[] {
  if (!topology) return [];
  const { name, section } = topology;
  const has: readonly string[] = replications[section.replication].traits;
  const lacking = (fault.premises ?? []).filter((premise) => !has.includes(premise));
  const findings = lacking.map((premise) => {
    const message = `expected a fault that topology ${name} can have: ${fault.name} needs that ${traits[premise]}, found ${section.replication}`;
    return refused(source, ['method', step, 'fault'], message);
  });
  if (parameters === undefined) return findings;
  if (fault.holds?.(parameters).includes('binlog volume') && section.volumes.binlog === undefined) {
    const message = `expected a volume that nodes of topology ${name} have (data), found "binlog": x-ha-drill.volumes.binlog says where it is mounted`;
    findings.push(refused(source, ['method', step, 'with', 'volume'], message));
  }
  const usual = ['/var/lib/mysql', '/var/lib/mysql-binlog'];
  const volumes = [
    ...new Set([section.volumes.data, section.volumes.binlog ?? section.volumes.data, ...usual]),
  ];
  const strange = (fault.folders?.(parameters) ?? []).find((folder) => !volumes.includes(folder));
  if (strange !== undefined) {
    const message = `expected folders of the volumes of a node (${volumes.join(', ')}), found ${shown(strange)}`;
    findings.push(refused(source, ['method', step, 'with', 'folders'], message));
  }
  return findings;
}

/** Faults between their target and others, where there are no others. */
export function othersFindings({ source, steps, topology }: Meant): Finding[] {
  if (!topology) return [];
  return steps.flatMap(({ step, name, fault, target, parameters }) => {
    const needed = fault?.others && parameters !== undefined ? fault.others(parameters) : [];
    const kinds = target ? kindsOf(target, topology.section.nodes.length) : [];
    const isAlone = (kind: TargetKind): boolean => !needed.some((role) => hasOther(topology, role, kind));
    if (
      needed.length > 0 &&
      kinds.length > 0 &&
      (target === 'candidate' ? kinds.every(isAlone) : kinds.some(isAlone))
    ) {
      const message = `expected a fault that topology ${topology.name} can have: ${name} needs a ${needed.join(' or ')} besides its target, found none`;
      return [refused(source, ['method', step, 'fault'], message)];
    }
    return fromOf(parameters).flatMap((role, index) => {
      if (!target || kinds.some((kind) => hasOther(topology, role, kind))) return [];
      const message = `expected a role that somebody besides ${named(target)} plays on topology ${topology.name}, found ${shown(role)}`;
      return [refused(source, ['method', step, 'with', 'from', index], message)];
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

/** The roles that a partition names one by one. */
function fromOf(parameters: unknown): readonly PeerRole[] {
  const from = typeof parameters === 'object' && parameters !== null && Reflect.get(parameters, 'from');
  return Array.isArray(from) ? from : [];
}
