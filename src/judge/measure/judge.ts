import { messageOf } from '../../errors.ts';
import type { DrillRecord } from '../../history/record.ts';
import { streams } from '../../history/schema.ts';
import { worst } from '../../verdict.ts';
import { checkNamed } from '../checks/list.ts';
import type { CheckResult } from '../checks/types.ts';
import { availabilityMeasurement } from './availability.ts';
import { backupMeasurements } from './backups.ts';
import { clientObjectives, clientResults } from './clients.ts';
import { expectedOf, toMicroseconds } from './expected.ts';
import { failoversMeasurement } from './failovers.ts';
import { judgeBrownOut } from './judge-brown-outs.ts';
import { errorsOf, latenciesOf } from './latency.ts';
import { lossOf, rpoMeasurements } from './loss.ts';
import { memoryMeasurement } from './memory.ts';
import { headOf } from './not-judged.ts';
import { withoutBlame } from './objectives.ts';
import { outagesOf } from './outages.ts';
import { withoutOwnStandstill } from './own-standstill.ts';
import { phasesOf } from './phases.ts';
import { classResultsOf, objectivesOf } from './policy.ts';
import { readOutageMeasurements } from './read-outage.ts';
import { integrityProblems } from './record-integrity.ts';
import { redundancyMeasurement } from './redundancy.ts';
import { restoreMeasurements } from './restore.ts';
import { rtosOf, worstRto } from './rto.ts';
import { rtoMeasurements, writeOutageMeasurement } from './rto-measurements.ts';
import { reasonsOf, sentenceOf } from './sentence.ts';
import { stalenessMeasurements } from './staleness.ts';
import { timelineOf } from './timeline.ts';
import type { DrillResult, Measurement } from './types.ts';
import { judgeUncovered } from './uncovered.ts';
import { invalidBecause, unsteadyBecause } from './validity.ts';
import { whyOut } from './why-out.ts';
import { writeRateMeasurement } from './write-rate.ts';

/**
 * Judges the record of a drill. Pure: the same record gives the same result, on any machine, at any time.
 *
 * The verdict is the worst of the scenario's objectives, of its checks, and of whether the record proves anything; of a
 * record that is not whole it is inconclusive.
 */
export function judge(record: DrillRecord): DrillResult {
  const { manifest } = record;
  const clients = clientResults(record);
  const measurements = measure(record);
  const rto = worstRto(rtosOf(record, 'service'));
  const phases = rto ? phasesOf(record, rto) : [];
  const unsteady = unsteadyBecause(record);
  const unwritten = [judgeUncovered(record), judgeBrownOut(record)]
    .filter((one) => one !== null)
    .map((one) => (unsteady === null ? one : withoutBlame(one, unsteady)));
  const objectives = [
    ...objectivesOf(record, measurements, unsteady),
    ...clientObjectives(record, unsteady).map((objective) => withoutOwnStandstill(record, objective)),
    ...unwritten.map((objective) => withoutOwnStandstill(record, objective)),
  ];
  const checked = manifest.scenario.checks.map((name) => runCheck(name, record));
  const invalid = invalidBecause(record);
  const verdicts = [...objectives, ...checked].map(({ verdict }) => verdict);
  const judged = {
    ...headOf(record),
    // What a record that is not whole says proves nothing, a failure neither.
    verdict:
      integrityProblems(record).length > 0
        ? ('inconclusive' as const)
        : worst(invalid.length > 0 ? [...verdicts, 'inconclusive'] : verdicts),
    faults: [...timelineOf(record).faults],
    objectives,
    classes: classResultsOf(record, measurements, unsteady, invalid),
    measurements,
    phases,
    expected: rto ? expectedOf(record, rto, phases) : [],
    outages: [...outagesOf(record)],
    loss: lossOf(record),
    latencies: latenciesOf(record),
    errors: errorsOf(record),
    checks: checked,
    clients: clients.map((one) => ({ ...one, rto: inMicroseconds(one.rto) })),
  };
  const story = { worst: rto ?? null, whyOut: rto ? whyOut(record, rto) : null };
  return { ...judged, sentence: sentenceOf(judged, invalid, story), reasons: reasonsOf(judged, invalid) };
}

function measure(record: DrillRecord): Measurement[] {
  const measurements = [
    ...streams.flatMap((stream) => rtoMeasurements(record, stream)),
    ...streams.map((stream) => writeOutageMeasurement(record, stream)),
    ...readOutageMeasurements(record),
    ...rpoMeasurements(record),
    ...streams.map((stream) => availabilityMeasurement(record, stream)),
    redundancyMeasurement(record),
    ...restoreMeasurements(record),
    ...backupMeasurements(record),
    failoversMeasurement(record),
    ...stalenessMeasurements(record),
    ...clientResults(record).map(({ rto }) => rto),
    ...streams.map((stream) => writeRateMeasurement(record, stream)),
    memoryMeasurement(record),
  ];
  return measurements.map(inMicroseconds);
}

function inMicroseconds(one: Measurement): Measurement {
  return {
    ...one,
    value: rounded(one.value, one.unit),
    resolution: rounded(one.resolution, one.unit),
  };
}

function rounded(value: number | null, unit: Measurement['unit']): number | null {
  return value === null || unit !== 'ms' ? value : toMicroseconds(value);
}

/** A check that throws has found nothing out. */
function runCheck(name: string, record: DrillRecord): CheckResult {
  const check = checkNamed(name);
  if (!check) {
    const summary = 'this version knows no such check';
    return { name, title: name, verdict: 'inconclusive', summary, evidence: [] };
  }
  const about = { name: check.name, title: check.title };
  try {
    return { ...about, ...check.judge(record) };
  } catch (error) {
    return {
      ...about,
      verdict: 'inconclusive',
      summary: `the check broke: ${messageOf(error)}`,
      evidence: [],
    };
  }
}
