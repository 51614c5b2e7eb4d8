import type { checks } from '../judge/checks/list.ts';
import type { MeasureName } from '../judge/measure/names.ts';
import type { DrillResult } from '../judge/measure/types.ts';
import type { DrillName } from './drills.ts';

type CheckName = keyof typeof checks;
/** The objective of one of the clients of a scenario. */
type ClientMeasure = `rto-client-${string}`;

/** How many there are of what is wrong, in the source of a pattern: not none. */
export const count = String.raw`[1-9][\d,]*`;

/** What the judgement of a drill must say for a flaw to count as caught. Another finding does not stand in for it. */
export type Expectation =
  /** This check fails, and its summary or a line of its evidence says this. */
  | { readonly check: CheckName; readonly says: RegExp }
  /** This check passes: what is sound is not accused. */
  | { readonly sound: CheckName }
  /** This objective is not met, and its number, its reason or how it was measured says this. */
  | { readonly missed: MeasureName | ClientMeasure; readonly says: RegExp }
  /** The drill proves nothing, and a reason of it says this. */
  | { readonly inconclusive: RegExp }
  /** The whole drill passes. */
  | { readonly passes: true };

/** A stack whose true answer is known. */
export type SelfcheckCase = {
  readonly name: string;
  /** What is wrong with it; of a sound one, that nothing is. */
  readonly wrong: string;
  /** Nothing is wrong with it: it must not be accused. */
  readonly sound?: true;
  readonly drill: DrillName;
  /** All of them must be met. */
  readonly expects: readonly Expectation[];
};

/** Whether an expectation was met, and what there was to see, in one line. */
export type Finding = { readonly met: boolean; readonly found: string };

/** Judges one expectation by the result of a drill. Pure. */
export function findingOf(expected: Expectation, result: DrillResult): Finding {
  if ('passes' in expected) return { met: result.verdict === 'pass', found: wholeOf(result) };
  if ('inconclusive' in expected) return ofReasons(expected.inconclusive, result);
  if ('missed' in expected) return ofObjective(expected.missed, expected.says, result);
  return 'sound' in expected
    ? ofSound(expected.sound, result)
    : ofCheck(expected.check, expected.says, result);
}

/** An expectation for people. */
export function wordsOf(expected: Expectation): string {
  if ('passes' in expected) return 'passes';
  if ('inconclusive' in expected) return `inconclusive: ${plain(expected.inconclusive)}`;
  if ('missed' in expected) return `${expected.missed} missed: ${plain(expected.says)}`;
  return 'sound' in expected
    ? `${expected.sound} passes`
    : `${expected.check} fails: ${plain(expected.says)}`;
}

function ofCheck(name: CheckName, says: RegExp, { checks }: DrillResult): Finding {
  const check = checks.find((one) => one.name === name);
  if (!check) return { met: false, found: `the check ${name} was not made` };
  const { verdict, summary, evidence } = check;
  const line = [summary, ...evidence].find((text) => says.test(text));
  const met = verdict === 'fail' && line !== undefined;
  return { met, found: `${name}: ${verdict}: ${met ? line : summary}` };
}

function ofSound(name: CheckName, { checks }: DrillResult): Finding {
  const check = checks.find((one) => one.name === name);
  if (!check) return { met: false, found: `the check ${name} was not made` };
  return { met: check.verdict === 'pass', found: `${name}: ${check.verdict}: ${check.summary}` };
}

function ofObjective(
  name: MeasureName | ClientMeasure,
  says: RegExp,
  { objectives, measurements }: DrillResult,
): Finding {
  const objective = objectives.find((one) => one.measure === name);
  const how = measurements.find((one) => one.name === name)?.how ?? '';
  if (!objective) return { met: false, found: `the drill had no objective ${name}` };
  const { verdict, actual, target, reason } = objective;
  const met = verdict !== 'pass' && [actual, reason, how].some((text) => says.test(text));
  return { met, found: `${name}: ${verdict}: ${actual}, target ${target} (${reason}; ${how})` };
}

function ofReasons(says: RegExp, result: DrillResult): Finding {
  const reason = result.reasons.find((text) => says.test(text));
  const met = result.verdict === 'inconclusive' && reason !== undefined;
  return { met, found: met ? `inconclusive: ${reason}` : wholeOf(result) };
}

function wholeOf({ verdict, reasons, sentence }: DrillResult): string {
  return reasons[0] === undefined ? sentence : `${verdict}: ${reasons[0]}`;
}

/** What a pattern asks for, as people would write it: numbers as N. */
function plain({ source }: RegExp): string {
  return source
    .replaceAll(count, 'N')
    .replaceAll(/\\d\+?/g, 'N')
    .replaceAll(/\\(.)/g, '$1')
    .replaceAll(/[\^$]/g, '')
    .replaceAll('.*', '...')
    .replaceAll(/(\w)\?/g, '($1)');
}
