import { faultNames } from '../../../faults/list.ts';
import type { DrillRecord } from '../../../history/record.ts';
import { longestDrillMs } from '../../../history/schema.ts';
import { workloadNames } from '../../../workload/list.ts';
import { checkNames } from '../../checks/list.ts';
import { betterWhen, measureNames } from '../names.ts';
import { parseTarget } from '../objectives.ts';

/** What in `run.json` this version cannot judge, and what can be of no drill. */
export function manifestProblems({ manifest }: DrillRecord): string[] {
  const { scenario, endedAtMs, lifecycle, clock, topology, policy } = manifest;
  const { checks, method, objectives, workload } = scenario;
  return [
    ...unknown(checkNames, checks, 'check'),
    ...unknown(
      faultNames,
      method.map(({ fault }) => fault),
      'fault',
    ),
    ...unknown(workloadNames, [workload.kind], 'workload'),
    ...unknown(measureNames, Object.keys(objectives), 'measure'),
    ...measureNames.flatMap((name) => unreadableTarget(name, objectives[name])),
    ...(policy?.targets ?? []).flatMap(({ measure, target }) =>
      measureNames.flatMap((name) => (name === measure ? unreadableTarget(name, target) : [])),
    ),
    ...(policy && policy.disruptions.length !== method.length
      ? ['run.json does not say of which class of disruption each step of the method is']
      : []),
    ...(Object.keys(objectives).length === 0 ? ['run.json names no objective'] : []),
    ...(checks.length === 0 ? ['run.json names no check'] : []),
    ...(method.length === 0 ? ['run.json names no step of the method'] : []),
    ...(topology.nodes.length === 0 ? ['run.json names no node'] : []),
    ...(lifecycle === 'running' || isWithin(endedAtMs) ? [] : ['run.json does not say when the drill ended']),
    ...(isWithin(clock.errorMs) ? [] : [`run.json says that clocks differ by ${clock.errorMs} ms`]),
  ];
}

function isWithin(ms: number | undefined): boolean {
  return ms !== undefined && ms >= 0 && ms <= longestDrillMs;
}

function unknown(known: readonly string[], names: readonly string[], what: string): string[] {
  return [...new Set(names)]
    .filter((name) => !known.includes(name))
    .map((name) => `the ${what} ${JSON.stringify(name)} is unknown to this version`);
}

function unreadableTarget(name: (typeof measureNames)[number], text: string | undefined): string[] {
  if (text === undefined) return [];
  try {
    const { operator } = parseTarget(name, text);
    return operator === betterWhen[name]
      ? []
      : [`the target ${JSON.stringify(text)} of ${name} would be met by a worse cluster only`];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
