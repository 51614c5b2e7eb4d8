import { messageOf, usageError } from '../../errors.ts';
import { duration, formatBytes, formatMs } from '../../formats/units.ts';
import type { Verdict } from '../../verdict.ts';
import { type MeasureName, measureNames, measureUnits } from './names.ts';
import type { Measurement, ObjectiveResult } from './types.ts';

/** A target in the unit of its measure: ms, rows, a count, or a share of 1. */
export type Target = { readonly operator: '<=' | '>='; readonly value: number };

const examples = { ms: '<= 5s', rows: '<= 0', count: '<= 1', ratio: '>= 99.9%' } as const;

/**
 * Reads the target of an objective, such as `<= 5s`, `<= 0` or `>= 99.9%`.
 * Throws a usage error that tells the form its measure needs.
 */
export function parseTarget(measure: MeasureName, text: string): Target {
  const unit = measureUnits[measure];
  const [, operator, number = ''] = /^(<=|>=)\s*(\S+)$/.exec(text.trim()) ?? [];
  const value = parseValue(unit, number);
  if ((operator === '<=' || operator === '>=') && value !== undefined) return { operator, value };
  throw usageError(`${measure}: expected a target such as "${examples[unit]}", found "${text}"`);
}

function parseValue(unit: (typeof measureUnits)[MeasureName], text: string): number | undefined {
  if (unit === 'ms') return text === '0' ? 0 : duration.safeParse(text).data;
  if (unit !== 'ratio') return /^\d+$/.test(text) ? Number(text) : undefined;
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  // The decimal point is moved in the text, because 99.9 / 100 is not the number that 0.999 is.
  const share = percent ? Number(`${digits}e-2`) : Number(digits);
  return share <= 1 ? share : undefined;
}

/**
 * Judges each objective of a scenario by the measurement of its name.
 *
 * Within the resolution of its measurement of the target it is inconclusive on which side the truth is. `unsteady`
 * tells why times and shares mean little (the load was not steady before the fault): a target that they miss is
 * inconclusive then. Rows and counts are as they are.
 */
export function judgeObjectives(
  objectives: Readonly<Partial<Record<MeasureName, string>>>,
  measurements: readonly Measurement[],
  unsteady: string | null = null,
): ObjectiveResult[] {
  return measureNames.flatMap((name) => {
    const text = objectives[name];
    if (text === undefined) return [];
    const measurement = measurements.find((one) => one.name === name);
    const judged = worstPart(judgeObjective(name, text, measurement), name, text, measurements);
    return unsteady !== null && isOfTheLoad(name) ? withoutBlame(judged, unsteady) : judged;
  });
}

/** Judges an objective for one client: within so many ms it must write again after every fault. */
export function judgeClient(
  rtos: readonly Measurement[],
  withinMs: number,
  unsteady: string | null,
): ObjectiveResult {
  const name = 'rto-application';
  const text = `<= ${withinMs % 1000 === 0 ? `${withinMs / 1000}s` : `${withinMs}ms`}`;
  const judged = worstPart(judgeObjective(name, text, rtos[0]), name, text, rtos);
  return unsteady === null ? judged : withoutBlame(judged, unsteady);
}

/** A target of the worst of several faults is met when each of them meets it for sure. */
function worstPart(
  judged: ObjectiveResult,
  name: MeasureName,
  text: string,
  measurements: readonly Measurement[],
): ObjectiveResult {
  if (judged.verdict !== 'pass') return judged;
  const unmet = measurements
    .filter((one) => one.name.startsWith(`${name}-step-`))
    .map((one) => judgeObjective(name, text, one))
    .find(({ verdict }) => verdict !== 'pass');
  return unmet ? { ...judged, verdict: unmet.verdict, reason: `${unmet.title}: ${unmet.reason}` } : judged;
}

/** Whether a measure depends on how fast the machine and the servers were. */
function isOfTheLoad(name: MeasureName): boolean {
  const unit = measureUnits[name];
  return name !== 'rpo-seconds' && (unit === 'ms' || unit === 'ratio');
}

/** A missed target of a load that was not steady before the fault: the fault may have had no part in it. */
export function withoutBlame(objective: ObjectiveResult, unsteady: string): ObjectiveResult {
  if (objective.verdict !== 'fail') return objective;
  return { ...objective, verdict: 'inconclusive', reason: `${objective.reason}; but ${unsteady}` };
}

function judgeObjective(name: MeasureName, text: string, measurement?: Measurement): ObjectiveResult {
  const about = { measure: name, title: measurement?.title ?? name, target: text };
  let target: Target;
  try {
    target = parseTarget(name, text);
  } catch (error) {
    return {
      ...about,
      actual: 'not compared',
      margin: null,
      verdict: 'inconclusive',
      reason: messageOf(error),
    };
  }
  if (!measurement || measurement.value === null) {
    const reason = measurement?.how ?? 'not measured';
    return { ...about, actual: 'not measured', margin: null, verdict: 'inconclusive', reason };
  }
  const { value, unit, atLeast } = measurement;
  const margin = target.operator === '<=' ? target.value - value : value - target.value;
  return {
    ...about,
    actual: `${atLeast ? 'at least ' : ''}${formatActual(value, unit, target.value)}`,
    margin: `${margin >= 0 ? '+' : ''}${formatValue(margin, unit)}`,
    verdict: isWithinError(margin, measurement) ? 'inconclusive' : verdictOf(target, value, atLeast),
    reason: reasonOf(target, measurement, margin),
  };
}

/** Whether the target is nearer than the stated error of a time. What is counted has no error, only a step. */
function isWithinError(margin: number, { unit, resolution }: Measurement): boolean {
  return unit === 'ms' && resolution !== null && Math.abs(margin) < resolution;
}

/** What is at least so much fails a lower target for sure, meets a higher one for sure, and else proves nothing. */
function verdictOf({ operator, value: target }: Target, value: number, atLeast: boolean): Verdict {
  if (operator === '<=') {
    if (value > target) return 'fail';
    return atLeast ? 'inconclusive' : 'pass';
  }
  if (value >= target) return 'pass';
  return atLeast ? 'inconclusive' : 'fail';
}

function reasonOf({ operator, value: target }: Target, measurement: Measurement, margin: number): string {
  const { unit, atLeast, resolution } = measurement;
  const value = measurement.value ?? Number.NaN;
  const relation = value > target ? 'above' : value < target ? 'below' : 'exactly';
  const distance = margin === 0 ? '' : `${formatValue(Math.abs(margin), unit)} `;
  const unsure = atLeast && (operator === '<=' ? margin >= 0 : margin < 0);
  return [
    `${distance}${relation} the target`,
    ...(unsure ? [`the true value may be larger: ${measurement.how}`] : becauseOf(measurement)),
    ...(resolution !== null && isWithinError(margin, measurement)
      ? [`the distance is less than the resolution of ${formatValue(resolution, unit)}`]
      : []),
  ].join('; ');
}

function becauseOf({ because }: Measurement): string[] {
  return because === undefined ? [] : [because];
}

/** A measured value for people. Shares are cut, not rounded, so that 99.99999 % never reads as 100 %. */
export function formatValue(value: number, unit: Measurement['unit']): string {
  if (unit === 'ms') return formatMs(value);
  if (unit === 'ratio') return `${Math.floor(value * 1e6 + 1e-6) / 1e4} %`;
  if (unit === 'rows') return `${value.toLocaleString('en-US')} ${Math.abs(value) === 1 ? 'row' : 'rows'}`;
  if (unit === 'bytes') return formatBytes(value);
  return unit === 'per-second' ? `${value}/s` : value.toLocaleString('en-US');
}

/** A value beside its target: so near to it that rounding would hide on which side, it is told in full. */
function formatActual(value: number, unit: Measurement['unit'], target: number): string {
  const hidden = unit === 'ms' && value !== target && formatMs(value) === formatMs(target);
  return hidden ? `${Number(value.toFixed(3))} ms` : formatValue(value, unit);
}
