import { formatMs } from '../../formats/units.ts';
import { brownOut } from './judge-brown-outs.ts';
import type { Rto } from './rto.ts';
import type { DrillResult, Measurement, ObjectiveResult } from './types.ts';
import { uncoveredOutage } from './uncovered.ts';

type Judged = Omit<DrillResult, 'sentence' | 'reasons'>;

/** What the worst service RTO was, and why writes were out for so long. */
export type Story = { readonly worst: Rto | null; readonly whyOut: string | null };

/**
 * The verdict in one plain sentence: what decided it first, then what users lived through.
 * `invalid` tells why the record proves nothing, as clauses; none when it does.
 */
export function sentenceOf(result: Judged, invalid: readonly string[], story: Story): string {
  const deciding = decidingClause(result, invalid, story.whyOut);
  const told = storyOf(result, story).filter(({ about }) => !deciding || !about.includes(deciding.name));
  const clauses = [...(deciding ? [deciding] : []), ...told].map(({ text }) => text);
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
function decidingClause(
  result: Judged,
  invalid: readonly string[],
  whyOut: string | null,
): { name: string; text: string } | null {
  const { verdict } = result;
  if (verdict === 'pass') return null;
  const check = result.checks.find((one) => one.verdict === verdict);
  const objective = result.objectives.find((one) => one.verdict === verdict);
  const byCheck = check && { name: check.name, text: withoutStop(check.summary) };
  const byObjective = objective && {
    name: objective.measure,
    text: objectiveClause(objective, whyOut),
  };
  if (verdict === 'fail') return byCheck ?? byObjective ?? null;
  const [first] = invalid;
  return first === undefined ? (byObjective ?? byCheck ?? null) : { name: 'validity', text: first };
}

/** What users lived through; each clause with the checks and measures that say the same. */
function storyOf(result: Judged, story: Story): { about: string[]; text: string }[] {
  const measured = (name: string) => result.measurements.find((one) => one.name === name);
  const clauses = [
    { about: ['rto-service'], text: writesClause(result, measured('rto-service'), story) },
    { about: [uncoveredOutage], text: uncoveredClause(result) },
    { about: [brownOut], text: brownOutClause(result) },
    { about: ['read-outage'], text: readsClause(measured('read-outage')) },
    { about: ['rpo-rows', 'no-acknowledged-write-lost'], text: lossClause(result) },
    { about: ['time-to-redundancy'], text: redundancyClause(measured('time-to-redundancy')) },
  ];
  return clauses.flatMap(({ about, text }) => (text === null ? [] : { about, text }));
}

function objectiveClause({ measure, title, actual, target }: ObjectiveResult, whyOut: string | null): string {
  if (measure === uncoveredOutage) return `the longest write outage that no objective covers was ${actual}`;
  if (measure === brownOut) return actual;
  const why = measure === 'rto-service' && whyOut !== null ? ` (${whyOut})` : '';
  return `${title} is ${actual}, target ${target}${why}`;
}

function writesClause(result: Judged, rto: Measurement | undefined, { worst, whyOut }: Story): string | null {
  if (!rto || rto.value === null || !worst) return null;
  const fault = `the ${worst.fault.fault} of ${worst.fault.targets.join(', ')}`;
  const proved = result.faults.filter((one) => one.inForceAtMs !== null).length;
  const which = proved > 1 ? `, the worst of ${proved} faults` : '';
  const why = whyOut === null ? '' : ` (${whyOut})`;
  const span = formatMs(worst.valueMs);
  if (worst.act)
    return `writes were out for at least ${span} after ${fault}${which}, and back only after the harness ${worst.act.text}${why}`;
  if (rto.atLeast)
    return `writes were not back for good ${span} after ${fault}${which}, when the load ended${why}`;
  if (worst.outages.length === 0)
    return `no write outage after ${proved > 1 ? `any of ${proved} faults` : fault}`;
  if (worst.fromMs > worst.zeroMs)
    return `writes failed ${formatMs(worst.fromMs - worst.zeroMs)} after ${fault}${which}, and were back ${span} later${why}`;
  return `writes were back ${span} after ${fault}${which}${why}`;
}

/** An outage that no objective covers is told in any case. */
function uncoveredClause({ objectives }: Judged): string | null {
  const found = objectives.find(({ measure }) => measure === uncoveredOutage);
  return found ? `the longest write outage that no objective covers was ${found.actual}` : null;
}

/** So is a partial one: "writes were back" is not all that users lived through then. */
function brownOutClause({ objectives }: Judged): string | null {
  return objectives.find(({ measure }) => measure === brownOut)?.actual ?? null;
}

/** Shorter ones are within what the looks can tell. */
const leastReadOutageMs = 1000;

function readsClause(outage: Measurement | undefined): string | null {
  if (!outage || outage.value === null || outage.value < leastReadOutageMs) return null;
  return outage.atLeast
    ? `reads were led to nobody for at least ${formatMs(outage.value)}, to the end`
    : `reads were led to nobody for ${formatMs(outage.value)}`;
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
  const { value, atLeast, because } = redundancy;
  if (atLeast) {
    const [why] = because?.split('; ') ?? [];
    return `redundancy was not back after ${formatMs(value)}${why === undefined ? '' : ` (${why})`}`;
  }
  return value === 0 ? 'redundancy was never lost' : `full redundancy after ${formatMs(value)}`;
}

function withoutStop(text: string): string {
  return text.endsWith('.') ? text.slice(0, -1) : text;
}
