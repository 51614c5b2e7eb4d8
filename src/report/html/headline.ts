import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { DrillResult, Measurement } from '../../judge/measure/types.ts';
import { timeZero } from '../series/frame.ts';
import { formatQuantity, formatResolution, formatTarget, formatWallTime, notMeasured } from '../text.ts';
import { badge } from './badge.ts';

/** The top of the report: what came out, in words and four numbers, and what a reader must know before trusting it. */
export function headline(record: DrillRecord, result: DrillResult) {
  const { manifest } = record;
  return {
    title: `${result.verdict.toUpperCase()}: ${result.scenario} on ${result.topology}`,
    badge: badge(result.verdict, 64),
    sentence: result.sentence,
    question: manifest.scenario.question,
    description: manifest.scenario.description ?? '',
    warnings: warnings(record, result),
    reasons: result.reasons,
    tiles: tileMeasures.map((name) => tile(name, result)),
    facts: [
      { name: 'Scenario', value: result.scenario },
      { name: 'Topology', value: `${result.topology}: ${manifest.topology.title}` },
      { name: 'Fault', value: faultText(result) },
      { name: 'Started', value: formatWallTime(result.startedAt) },
      {
        name: 'Length',
        value: manifest.endedAtMs === undefined ? 'not recorded' : formatMs(manifest.endedAtMs),
      },
      { name: 'Seed', value: String(result.seed) },
      { name: 'Run', value: result.run },
    ],
  };
}

const tileMeasures = ['rto-service', 'rto-application', 'rpo-rows', 'time-to-redundancy'] as const;
const tileTitles: Record<(typeof tileMeasures)[number], string> = {
  'rto-service': 'RTO, service',
  'rto-application': 'RTO, application',
  'rpo-rows': 'Acknowledged writes missing',
  'time-to-redundancy': 'Time to full redundancy',
};

function tile(name: (typeof tileMeasures)[number], result: DrillResult) {
  const measurement = result.measurements.find((one) => one.name === name);
  const objective = result.objectives.find((one) => one.measure === name);
  return {
    title: tileTitles[name],
    value: measurement === undefined ? notMeasured : formatQuantity({ ...measurement, atLeast: false }),
    atLeast: measurement?.atLeast ?? false,
    measured: measurement !== undefined && measurement.value !== null,
    resolution: resolutionText(measurement),
    target: objective === undefined ? 'no target' : `target ${formatTarget(objective.target)}`,
    badge: objective === undefined ? null : badge(objective.verdict),
  };
}

function resolutionText(measurement: Measurement | undefined): string {
  if (measurement === undefined || measurement.value === null) return '';
  const resolution = formatResolution(measurement);
  return resolution === '' ? '' : `resolution ${resolution}`;
}

function warnings(record: DrillRecord, result: DrillResult): string[] {
  const why = record.manifest.failure === undefined ? '' : `: ${record.manifest.failure}`;
  const told: string[] = [];
  if (result.lifecycle === 'interrupted')
    told.push(`The drill was interrupted${why}. This report holds what was recorded until then.`);
  if (result.lifecycle === 'failed')
    told.push(`The drill broke off${why}. This report holds what was recorded until then.`);
  if (result.lifecycle === 'running')
    told.push('The harness was killed during the drill. This report holds what was recorded until then.');
  if (timeZero(result) === null)
    told.push(
      'No fault was proved in force: there is no time zero, and times count from the start of the drill.',
    );
  for (const damage of record.damage) told.push(`A part of the record is damaged: ${damage}`);
  return told;
}

function faultText({ faults }: DrillResult): string {
  if (faults.length === 0) return 'none was injected';
  return faults
    .map(
      ({ fault, targets, inForceAtMs }) =>
        `${fault} of ${targets.join(', ')}${inForceAtMs === null ? ' (not proved)' : ''}`,
    )
    .join('; then ');
}
