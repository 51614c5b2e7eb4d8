import type { DrillResult } from '../judge/measure/types.ts';
import type { SelfcheckCase } from './expectation.ts';
import { findingOf, wordsOf } from './expectation.ts';

/** What came of one drill of the self-check. */
export type DrillOutcome = {
  /** Whole seconds and tenths, from the first container to the report. */
  readonly seconds: number;
  /** The run's folder. */
  readonly folder: string;
  /** Why there is no result. */
  readonly failure: string | null;
  readonly result: DrillResult | null;
};

/** What came of one case: a line of the table. */
export type CaseOutcome = {
  readonly case: string;
  readonly wrong: string;
  readonly sound: boolean;
  readonly drill: string;
  /** Of a sound one: not accused. */
  readonly caught: boolean;
  /** Of its drill, which other cases may share. */
  readonly seconds: number;
  readonly folder: string;
  readonly findings: readonly { readonly expected: string; readonly found: string; readonly met: boolean }[];
};

/**
 * Whether a case was caught: each of its expectations is met, by the result of a drill that came to its end. What could
 * not be judged is not caught. Pure.
 */
export function caseOutcome(one: SelfcheckCase, outcome: DrillOutcome): CaseOutcome {
  const { seconds, folder, result } = outcome;
  const whyNot = whyUnjudged(outcome);
  const findings = one.expects.map((expected) => {
    const finding =
      result && whyNot === null ? findingOf(expected, result) : { met: false, found: whyNot ?? '' };
    return { expected: wordsOf(expected), ...finding };
  });
  return {
    case: one.name,
    wrong: one.wrong,
    sound: one.sound === true,
    drill: one.drill,
    caught: findings.length > 0 && findings.every(({ met }) => met),
    seconds,
    folder,
    findings,
  };
}

function whyUnjudged({ failure, result }: DrillOutcome): string | null {
  if (failure !== null) return `the drill broke off: ${failure}`;
  if (!result) return 'the drill was not made';
  return result.lifecycle === 'completed' ? null : `the drill did not come to its end (${result.lifecycle})`;
}
