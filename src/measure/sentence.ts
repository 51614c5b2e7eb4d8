import { formatMs } from '../units.ts';
import type { DrillResult, Measurement } from './types.ts';

type Judged = Omit<DrillResult, 'sentence' | 'reasons'>;

/**
 * The verdict in one plain sentence: what decided it first, then what users lived through.
 * `invalid` tells why the record proves nothing, as clauses; none when it does.
 */
export function sentenceOf(result: Judged, invalid: readonly string[]): string {
  const deciding = decidingClause(result, invalid);
  const story = storyOf(result).filter(({ about }) => !deciding || !about.includes(deciding.name));
  const clauses = [...(deciding ? [deciding] : []), ...story].map(({ text }) => text);
  const verdict = { pass: 'Pass', fail: 'Fail', inconclusive: 'Inconclusive' }[result.verdict];
  return clauses.length === 0 ? `${verdict}.` : `${verdict}: ${clauses.join('; ')}.`;
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

/** What decided a verdict that is not pass, with the name of the check or measure that did. */
function decidingClause(result: Judged, invalid: readonly string[]): { name: string; text: string } | null {
  const { verdict } = result;
  if (verdict === 'pass') return null;
  const check = result.checks.find((one) => one.verdict === verdict);
  const objective = result.objectives.find((one) => one.verdict === verdict);
  const byCheck = check && { name: check.name, text: withoutStop(check.summary) };
  const byObjective = objective && {
    name: objective.measure,
    text: `${objective.title} is ${objective.actual}, target ${objective.target}`,
  };
  if (verdict === 'fail') return byCheck ?? byObjective ?? null;
  const [first] = invalid;
  return first === undefined ? (byObjective ?? byCheck ?? null) : { name: 'validity', text: first };
}

/** What users lived through; each clause with the checks and measures that say the same. */
function storyOf(result: Judged): { about: string[]; text: string }[] {
  const measured = (name: string) => result.measurements.find((one) => one.name === name);
  const story = [
    { about: ['rto-service'], text: writesClause(result, measured('rto-service')) },
    { about: ['rpo-rows', 'no-acknowledged-write-lost'], text: lossClause(result) },
    { about: ['time-to-redundancy'], text: redundancyClause(measured('time-to-redundancy')) },
  ];
  return story.flatMap(({ about, text }) => (text === null ? [] : { about, text }));
}

function writesClause(result: Judged, rto: Measurement | undefined): string | null {
  if (!rto || rto.value === null) return null;
  const faults = result.faults
    .filter((fault) => fault.inForceAtMs !== null)
    .map(({ fault, targets }) => `the ${fault} of ${targets.join(', ')}`)
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
