import { shown } from '../../document/wording.ts';
import type { Fault } from '../../faults/types.ts';
import { doubtful, type Finding, refused } from './finding.ts';
import type { Meant, Step } from './read.ts';
import { isEither, kindsOf, named } from './roles.ts';
import {
  foreignImage,
  hasOther,
  unmetByEngine,
  unmetByOthers,
  unmetByReplication,
  unmetByVolumes,
} from './unmet.ts';

/** What a fault needs of the cluster: a kind of replication, volumes, folders, something in the image of its nodes. */
export function premiseFindings(
  { source, topology }: Pick<Meant, 'source' | 'topology'>,
  { step, fault, parameters }: Pick<Step, 'step' | 'parameters'> & { readonly fault: Fault },
): Finding[] {
  if (!topology) return [];
  const certain = [
    ...unmetByEngine(fault, topology),
    ...unmetByReplication(fault, topology),
    ...(parameters === undefined ? [] : unmetByVolumes(fault, parameters, topology)),
  ];
  const foreign = foreignImage(fault, topology);
  return [
    ...certain.map(({ at, message }) => refused(source, ['method', step, ...at], message)),
    ...(foreign === undefined
      ? []
      : [doubtful(source, ['method', step, 'fault'], `${fault.name} ${foreign}`)]),
  ];
}

/** Faults between their target and others, where there are no others. */
export function othersFindings({ source, steps, topology }: Meant): Finding[] {
  if (!topology) return [];
  return steps.flatMap(({ step, fault, target, parameters }) => {
    if (!fault || !target || parameters === undefined) return [];
    const others = fault.premises.others?.(parameters);
    if (!others || others.roles.length === 0) return [];
    const kinds = kindsOf(target, topology.section);
    const [alone] = kinds.flatMap((kind) => unmetByOthers(fault, parameters, topology, kind));
    const isAlone = kinds.map((kind) => unmetByOthers(fault, parameters, topology, kind).length > 0);
    if (alone && (!isEither(target) || !isAlone.includes(false))) {
      return [refused(source, ['method', step, ...alone.at], alone.message)];
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
