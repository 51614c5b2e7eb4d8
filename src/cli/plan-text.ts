import { formatMs } from '../formats/units.ts';
import type { PlannedFault, ScenarioPlan } from '../scenario/plan.ts';
import { changeLine } from '../topology/config/change.ts';
import { gantt } from './gantt.ts';
import { columns } from './output.ts';

/** A plan as text for a terminal: what, on what, when, and what must come out. */
export function renderPlan(plan: ScenarioPlan): string {
  const { scenario, topology } = plan;
  const load = scenario.workload;
  const rows: [string, readonly string[]][] = [
    ['scenario', [plan.path]],
    ['topology', [`${topology.name}: ${topology.title}`]],
    ['services', columns(topology.services.map(({ name, role, image }) => [name, role, image]))],
    [
      'parameters',
      columns(
        topology.parameters.map(({ name, value, changed }) => [
          name,
          value || '(empty)',
          changed ? '(changed)' : '',
        ]),
      ),
    ],
    ...listed('trusted', topology.trusted),
    ...listed('environment', topology.variables),
    ...listed('changed', topology.changes.map(changeLine)),
    [
      'workload',
      [
        `${load.kind}: ${load.rate} writes a second over ${load.writers} connections`,
        `and a probe every ${formatMs(load.probeEvery)} with a deadline of ${formatMs(load.probeDeadline)}`,
        ...(load.beside ?? []).map(
          ({ kind, rate, connections }) =>
            `beside it ${kind}: ${rate} operations a second over ${connections} connections`,
        ),
        ...(load.clients ?? []).map(
          ({ name, rate, driver, connect, rto }) =>
            `and the client ${name}: ${rate} writes a second by ${driver} to the ${placeTexts[connect]}${rto === undefined ? '' : `, which must write again within ${formatMs(rto)}`}`,
        ),
      ],
    ],
    ['faults', plan.faults.map(faultLine)],
    [
      'objectives',
      columns(
        plan.objectives.map(({ measure, target, disruption, origin }) => [
          measure,
          target,
          disruption === null ? origin : `policy of the class ${disruption}, ${origin}`,
        ]),
      ),
    ],
    ['checks', scenario.checks],
    ...leftOut(plan),
    ['takes', [durationOf(plan)]],
    ...listed('warnings', plan.warnings),
  ];
  const facts = rows.flatMap(([label, lines]) =>
    (lines.length > 0 ? lines : ['none']).map(
      (line, index) => `${(index === 0 ? label : '').padEnd(12)}${line}`,
    ),
  );
  return [`${scenario.name}: ${scenario.question}`, '', ...facts, '', ...gantt(plan)]
    .map((line) => line.trimEnd())
    .join('\n');
}

const placeTexts = { endpoint: 'write endpoint', nodes: 'nodes', name: 'name of the primary' } as const;

/** A row that is there where it says something. */
function listed(label: string, lines: readonly string[]): [string, readonly string[]][] {
  return lines.length > 0 ? [[label, lines]] : [];
}

function leftOut(plan: ScenarioPlan): [string, readonly string[]][] {
  const lines = plan.leftOut.map(({ check, needs }) => `${check}: it needs that ${needs}`);
  return listed('not checked', lines);
}

function faultLine(fault: PlannedFault): string {
  const parameters = Object.entries(fault.with ?? {}).map(([name, value]) => `${name} ${String(value)}`);
  const how = parameters.length > 0 ? ` (${parameters.join(', ')})` : '';
  return `${fault.step}: ${fault.fault} ${fault.target}${how}. ${fault.description}`;
}

function durationOf(plan: ScenarioPlan): string {
  const provision = formatMs(plan.scenario.provision.deadline);
  return `${formatMs(plan.leastMs)} to ${formatMs(plan.mostMs)}, and before it at most ${provision} to bring the cluster up`;
}
