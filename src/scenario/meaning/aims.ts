import { didYouMean } from '../../document/suggest.ts';
import { shown } from '../../document/wording.ts';
import type { Fault } from '../../faults/types.ts';
import type { LoadedTopology } from '../../topology/loaded.ts';
import { roleOf } from '../../topology/roles.ts';
import { serviceNamed, type Target } from '../targets.ts';
import { doubtful, type Finding, refused } from './finding.ts';
import { premiseFindings } from './premises.ts';
import type { Meant, Step } from './read.ts';
import { isEither, kindsOf, targetsOf } from './roles.ts';

/** Whether each step aims at something that is there, and at which its fault means something. */
export function aimFindings({ source, steps, topology, backup }: Meant): Finding[] {
  return steps.flatMap(({ step, name, fault, target, parameters, times }) => {
    const path = ['method', step, 'target'];
    if (!target) return [];
    const offered = topology && targetsOf(topology);
    const service = serviceNamed(target);
    if (topology && service !== undefined && !topology.services.includes(service)) {
      const message = `expected a service of topology ${topology.name} (${topology.services.join(', ')}), found ${shown(service)}`;
      return [refused(source, path, message, didYouMean(service, topology.services))];
    }
    if (topology && service !== undefined && !backup && roleOf(topology.section, service) === 'backup') {
      const message = `expected a service that runs, found ${shown(service)}: the scenario takes no \`backup\``;
      return [refused(source, path, message)];
    }
    if (offered && service === undefined && !offered.some((role) => role === target)) {
      const message = `expected a target that topology ${topology.name} has (${offered.join(', ')}), found ${shown(target)}`;
      return [refused(source, path, message)];
    }
    if (!fault) return [];
    const { because, roles } = fault.premises.target;
    const unmet = premiseFindings({ source, topology }, { step, fault, parameters });
    const kinds = topology ? kindsOf(target, topology.section) : [];
    const unfit = unfitKinds(fault, target, topology);
    if (unfit.length > 0 && (!isEither(target) || unfit.length === kinds.length)) {
      const fitting = (offered ?? []).filter((role) => unfitKinds(fault, role, topology).length === 0);
      const wanted = fitting.length > 0 ? fitting.join(', ') : roles.join(' or ');
      const message = `expected a target at which ${name} means something (${wanted}), found ${shown(target)}: ${because}`;
      return [refused(source, path, message), ...unmet];
    }
    return [...candidateFindings({ source }, { step, fault, target, times }), ...unmet];
  });
}

/** Which kinds of a target a fault means nothing on. Without a topology, what it is cannot be told. */
function unfitKinds(fault: Fault, target: Target, topology: LoadedTopology | undefined) {
  const kinds = topology ? kindsOf(target, topology.section) : [];
  return kinds.filter((kind) => !fault.premises.target.roles.includes(kind));
}

const onceItLeads = ['promoted', 'repointed', 'routed', 'failover-completed', 'rejoined'];

/** A candidate is a replica until it is promoted, and the primary from then on. */
function candidateFindings(
  { source }: Pick<Meant, 'source'>,
  { step, fault, target, times }: Pick<Step, 'step' | 'target' | 'times'> & { readonly fault: Fault },
): Finding[] {
  const { because, roles } = fault.premises.target;
  if (target !== 'candidate' || !times || roles.length > 1) return [];
  const leads = times.on !== undefined && onceItLeads.includes(times.on);
  if (roles.includes(leads ? 'primary' : 'replica')) return [];
  const message = `the candidate is ${leads ? 'the primary' : 'a replica'} by then, as a rule, and ${fault.name} needs a ${roles.join(' or a ')}: ${because}`;
  return [doubtful(source, ['method', step, 'target'], message)];
}
