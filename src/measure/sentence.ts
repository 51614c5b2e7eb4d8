import type { CheckResult } from '../checks/types.ts';
import { formatMs } from '../units.ts';
import type { DrillResult, Measurement } from './types.ts';

type Judged = Omit<DrillResult, 'sentence' | 'reasons'>;

/**
 * The verdict in one plain sentence: what decided it first, then what users lived through.
 * `invalid` tells why the record proves nothing, as clauses; none when it does.
 */
export function sentenceOf(result: Judged, invalid: readonly string[]): string {
  const deciding = decidingClause(result, invalid);
  const clauses = [deciding, ...storyOf(result)].filter((clause) => clause !== null);
  const verdict = { pass: 'Pass', fail: 'Fail', inconclusive: 'Inconclusive' }[result.verdict];
  return `${verdict}: ${clauses.join('; ')}.`;
}

/** Why the verdict is not pass, one reason each: what failed first, then what is inconclusive. */
export function reasonsOf(result: Judged, invalid: readonly string[]): string[] {
  const objectives = (verdict: string) =>
    result.objectives
      .filter((objective) => objective.verdict === verdict)
      .map(({ title, actual, target, reason }) => `${title}: ${actual}, target ${target} (${reason})`);
  const checks = (verdict: string) =>
    result.checks
      .filter((check) => check.verdict === verdict)
      .map(({ title, summary }) => `${title}: ${summary}`);
  return [
    ...checks('fail'),
    ...objectives('fail'),
    ...invalid,
    ...objectives('inconclusive'),
    ...checks('inconclusive'),
  ];
}

function decidingClause(result: Judged, invalid: readonly string[]): string | null {
  if (result.verdict === 'pass') return null;
  const { verdict } = result;
  const check = result.checks.find((one) => one.verdict === verdict);
  const objective = result.objectives.find((one) => one.verdict === verdict);
  const ofObjective = objective && `${objective.title} is ${objective.actual}, target ${objective.target}`;
  if (verdict === 'fail') return checkClause(check) ?? ofObjective ?? null;
  return invalid[0] ?? ofObjective ?? checkClause(check) ?? null;
}

function checkClause(check: CheckResult | undefined): string | undefined {
  return check && withoutStop(check.summary);
}

/** What users lived through: how long they could not write, what they lost, when redundancy was back. */
function storyOf(result: Judged): string[] {
  const measured = (name: string) => result.measurements.find((one) => one.name === name);
  return [
    writesClause(result, measured('rto-service')),
    lossClause(result),
    redundancyClause(measured('time-to-redundancy')),
  ].filter((clause) => clause !== null);
}

function writesClause(result: Judged, rto: Measurement | undefined): string | null {
  if (!rto || rto.value === null) return null;
  const faults = result.faults
    .filter((fault) => fault.inForceAtMs !== null)
    .map(({ fault, targets }) => `${fault} of ${targets.join(', ')}`)
    .join(' and ');
  if (rto.atLeast) {
    return `writes were not back for good ${formatMs(rto.value)} after ${faults}, when the load ended`;
  }
  const interrupted = result.outages.some(
    (outage) =>
      outage.stream === 'service' &&
      result.faults.some((fault) => outage.endedAtMs > (fault.inForceAtMs ?? Infinity)),
  );
  if (!interrupted) return `no write outage after ${faults}`;
  return `writes were back ${formatMs(rto.value)} after ${faults}`;
}

function lossClause({ loss }: Judged): string | null {
  if (!loss || loss.acknowledged === 0) return null;
  const acknowledged = loss.acknowledged.toLocaleString('en-US');
  const missing = loss.lost + loss.stranded;
  if (missing === 0) return `none of ${acknowledged} acknowledged writes was lost`;
  const stranded =
    loss.stranded > 0 ? ` (${loss.stranded.toLocaleString('en-US')} of them on another node)` : '';
  return `${missing.toLocaleString('en-US')} of ${acknowledged} acknowledged writes ${missing === 1 ? 'is' : 'are'} missing on the final primary${stranded}`;
}

function redundancyClause(redundancy: Measurement | undefined): string | null {
  if (!redundancy || redundancy.value === null) return null;
  const span = formatMs(redundancy.value);
  return redundancy.atLeast ? `redundancy was not back after ${span}` : `full redundancy after ${span}`;
}

function withoutStop(text: string): string {
  return text.endsWith('.') ? text.slice(0, -1) : text;
}
