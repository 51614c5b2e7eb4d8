import { z } from 'zod';
import { applicableChecks, inapplicableBecause } from '../checks/applicable.ts';
import { checkNames } from '../checks/list.ts';
import { premisesOf } from '../checks/premises.ts';
import { check, problemAt, valueAt } from '../document/check.ts';
import type { Problem } from '../document/problem.ts';
import { type Path, placeOf, type Source } from '../document/source.ts';
import { didYouMean } from '../document/suggest.ts';
import { oneOf, shown } from '../document/wording.ts';
import { messageOf } from '../errors.ts';
import { isDestructive } from '../faults/destructive.ts';
import { faultNames, faults } from '../faults/list.ts';
import type { PeerRole } from '../faults/types.ts';
import { type MeasureName, measureNames } from '../measure/names.ts';
import { parseTarget } from '../measure/objectives.ts';
import { replications } from '../replication/list.ts';
import type { LoadedTopology } from '../topology/load.ts';
import { unfitValue } from '../topology/parameters.ts';
import { workloadNames, workloads } from '../workload/list.ts';
import { comparison, type TargetRole, targetRoles } from './schema.ts';

/** As much of a scenario as can be read, though it may be wrong elsewhere: what depends on other things. */
const sketchSchema = z.object({
  parameters: z.record(z.string(), z.unknown()).catch({}),
  method: z
    .array(
      z
        .object({
          fault: z.enum(faultNames).optional().catch(undefined),
          target: z.enum(targetRoles).optional().catch(undefined),
        })
        .catch({}),
    )
    .catch([]),
  objectives: z.record(z.string(), z.unknown()).catch({}),
  checks: z.array(z.enum(checkNames).optional().catch(undefined)).catch([]),
});
type Sketch = z.infer<typeof sketchSchema>;

/** What does not go together: faults and their parameters, measures and targets, the scenario and its topology. */
export function inconsistencies(source: Source, topology: LoadedTopology | undefined): Problem[] {
  const sketch = sketchSchema.safeParse(valueAt(source, [])).data;
  if (!sketch) return [];
  const alone = [
    ...faultParameterProblems(source, sketch),
    ...objectiveProblems(source, sketch),
    ...restoreProblems(source, sketch),
    ...verifyProblems(source, sketch),
  ];
  if (!topology) return alone;
  return [
    ...alone,
    ...targetProblems(source, sketch, topology),
    ...othersProblems(source, sketch, topology),
    ...parameterProblems(source, sketch, topology),
    ...checkProblems(source, sketch, topology),
    ...backupProblems(source, topology),
  ];
}

function faultParameterProblems(source: Source, { method }: Sketch): Problem[] {
  return method.flatMap(({ fault }, step) =>
    fault ? check(source, faults[fault].parameters, ['method', step, 'with']).problems : [],
  );
}

function objectiveProblems(source: Source, { objectives }: Sketch): Problem[] {
  return Object.entries(objectives).flatMap(([measure, target]) => {
    const text = comparison.safeParse(target).data;
    if (!isMeasure(measure) || text === undefined) return [];
    const unfit = unfitTarget(measure, text);
    if (!unfit) return [];
    const withUnit = `${text}s`;
    const remedy = unfitTarget(measure, withUnit) ? undefined : `write ${withUnit}`;
    return [problemAt(source, ['objectives', measure], unfit, remedy)];
  });
}

/** Why a comparison such as `<= 5s` is no target for a measure, in words; undefined when it is one. */
function unfitTarget(measure: MeasureName, text: string): string | undefined {
  try {
    parseTarget(measure, text);
    return undefined;
  } catch (error) {
    return messageOf(error).replace(`${measure}: `, '');
  }
}

function isMeasure(name: string): name is MeasureName {
  return measureNames.some((known) => known === name);
}

function targetProblems(source: Source, { method }: Sketch, topology: LoadedTopology): Problem[] {
  const offered = targetsOf(topology);
  return method.flatMap(({ target }, step) => {
    if (!target || offered.includes(target)) return [];
    const message = `expected a target that topology ${topology.name} has (${offered.join(', ')}), found ${shown(target)}`;
    return [problemAt(source, ['method', step, 'target'], message)];
  });
}

/** Faults between their target and others, where there are no others. */
function othersProblems(source: Source, { method }: Sketch, topology: LoadedTopology): Problem[] {
  return method.flatMap(({ fault, target }, step) => {
    if (!fault) return [];
    const path = ['method', step, 'with'];
    const { value } = check(source, faults[fault].parameters, path);
    const needed = value === undefined ? [] : (faults[fault].others?.(value) ?? []);
    if (needed.length === 0 || needed.some((role) => hasOther(topology, role, target))) return [];
    const message = `expected a fault that topology ${topology.name} can have: ${fault} needs a ${needed.join(' or ')} besides its target, found none`;
    return [problemAt(source, ['method', step, 'fault'], message)];
  });
}

function hasOther({ section }: LoadedTopology, role: PeerRole, target: TargetRole | undefined): boolean {
  if (role === 'primary' || role === 'replica') {
    return section.nodes.length > (target === 'proxy' || target === 'manager' ? 0 : 1);
  }
  return role === 'other' || (role !== target && section[role] !== undefined);
}

/** The roles that something in a topology can have. */
export function targetsOf({ section }: Pick<LoadedTopology, 'section'>): TargetRole[] {
  const needsReplica = ['replica', 'most-advanced-replica', 'replicas'];
  return targetRoles.filter((role) => {
    if (role === 'proxy' || role === 'manager') return section[role] !== undefined;
    if (role === 'candidate') return section.manager !== undefined;
    return !needsReplica.includes(role) || section.nodes.length > 1;
  });
}

function parameterProblems(source: Source, { parameters }: Sketch, topology: LoadedTopology): Problem[] {
  const declared = topology.section.parameters;
  const names = Object.keys(declared);
  return Object.entries(parameters).flatMap(([name, value]) => {
    const parameter = declared[name];
    const path = ['parameters', name];
    if (!parameter) {
      const has = names.length > 0 ? oneOf(names) : 'no parameter';
      const message = `expected ${has} (the parameters of topology ${topology.name}), found ${shown(name)}`;
      return [
        { ...problemAt(source, path, message, didYouMean(name, names)), ...placeOf(source, path, 'key') },
      ];
    }
    const unfit = typeof value === 'string' ? unfitValue(parameter, value) : undefined;
    return unfit ? [problemAt(source, path, unfit)] : [];
  });
}

function checkProblems(source: Source, { checks }: Sketch, { name, section }: LoadedTopology): Problem[] {
  const restores = valueAt(source, ['recovery', 'restore']) !== undefined;
  const kind = z
    .enum(workloadNames)
    .catch('ledger')
    .parse(valueAt(source, ['workload', 'kind']));
  const also = { restores, workload: workloads[kind].promises };
  const given = premisesOf(replications[section.replication].traits, also);
  return checks.flatMap((check, index) => {
    const needed = check && inapplicableBecause(check, given);
    if (!needed) return [];
    const message = `expected a check that means something here, on topology ${name} (${applicableChecks(given).join(', ')}), found ${shown(check)}: it needs that ${needed}`;
    return [problemAt(source, ['checks', index], message)];
  });
}

/** A restore needs backups, and unless it restores all there is, a fault to undo. */
function restoreProblems(source: Source, { method }: Sketch): Problem[] {
  const path = ['recovery', 'restore'];
  if (valueAt(source, path) === undefined) return [];
  const problems: Problem[] = [];
  if (valueAt(source, ['backup']) === undefined) {
    problems.push(problemAt(source, path, 'expected a scenario with `backup`, found a restore from none'));
  }
  if (valueAt(source, [...path, 'upTo']) !== 'latest') problems.push(...undoProblems(source, path, method));
  if (valueAt(source, [...path, 'what']) === 'table') problems.push(...tableProblems(source, path, method));
  return problems;
}

/** Exactly one transaction is left out, or all from it on: that of the one fault that destroys data. */
function undoProblems(source: Source, path: Path, method: Sketch['method']): Problem[] {
  const destroying = method.flatMap(({ fault }, step) =>
    fault !== undefined && isDestructive(fault) ? { fault, step } : [],
  );
  const [first, second] = destroying;
  if (!first) {
    const message =
      'expected `upTo: latest`, or a fault that destroys data: there is no transaction to leave out';
    return [problemAt(source, path, message)];
  }
  if (!second) return [];
  const message = `expected one fault that destroys data, found ${first.fault} and ${second.fault}: a restore leaves out one transaction`;
  return [problemAt(source, ['method', second.step, 'fault'], message)];
}

/** One table comes back without the transaction that damaged it, and nothing else does. */
function tableProblems(source: Source, path: Path, method: Sketch['method']): Problem[] {
  const upTo = valueAt(source, [...path, 'upTo']);
  const damaged = method.find(({ fault }) => fault !== undefined && isDestructive(fault))?.fault;
  const problems: Problem[] = [];
  if (upTo !== undefined && upTo !== 'without-fault') {
    const message = `expected without-fault for \`what: table\`, found ${shown(upTo)}`;
    problems.push(problemAt(source, [...path, 'upTo'], message));
  }
  const from = valueAt(source, [...path, 'from']);
  if (from !== undefined && from !== 'backup') {
    const message = `expected backup for \`what: table\`, found ${shown(from)}: a delayed replica gives back all it has`;
    problems.push(problemAt(source, [...path, 'from'], message));
  }
  if (damaged === 'drop-database') {
    const message = 'expected `what: cluster`: drop-database takes more than one table';
    problems.push(problemAt(source, [...path, 'what'], message));
  }
  return problems;
}

/** What nobody judges must not look proved. */
function verifyProblems(source: Source, { objectives }: Sketch): Problem[] {
  if (valueAt(source, ['backup', 'verify']) !== true || 'backup-findings' in objectives) return [];
  const message =
    'expected the objective `backup-findings: <= 0`: without it, what is found would count for nothing';
  return [problemAt(source, ['backup', 'verify'], message)];
}

function backupProblems(source: Source, { name, section }: LoadedTopology): Problem[] {
  if (valueAt(source, ['backup']) === undefined || section.backup) return [];
  const message = `expected a topology with a backup service, found ${name}, which has none`;
  return [problemAt(source, ['backup'], message)];
}
