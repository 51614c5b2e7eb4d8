import { exitCodes } from '../../src/exit-codes.ts';
import type { DrillResult } from '../../src/judge/measure/types.ts';

/** What is to be seen of a drill of the soak once it has ended. */
export type Soaked = {
  /** Drills of one kind do the same; only their seeds differ. */
  readonly kind: string;
  readonly seed: number;
  readonly run: string;
  readonly code: number | null;
  /** Null where there is none. */
  readonly result: Pick<DrillResult, 'lifecycle' | 'verdict' | 'reasons'> | null;
  /** What is left of it, on the engine and on this machine. */
  readonly left: readonly string[];
};

export type SoakReport = {
  /** What should not be: the soak fails. */
  readonly problems: readonly string[];
  /** Verdicts that differ from their neighbours', and say why. */
  readonly notes: readonly string[];
};

/**
 * What is wrong with some drills: leftovers; an exit code that is not that of its verdict; a drill that was not completed,
 * since nobody stopped any; a verdict that differs from the most frequent one of its kind without a reason in its report.
 */
export function lookAt(drills: readonly Soaked[]): SoakReport {
  const problems = drills.flatMap((drill) => [
    ...drill.left.map((left) => `${named(drill)}: left behind: ${left}`),
    ...wrongEnd(drill),
  ]);
  const different = [...Map.groupBy(drills, ({ kind }) => kind).values()].flatMap(differing);
  const unexplained = different.filter(({ reasons }) => reasons.length === 0);
  return {
    problems: [...problems, ...unexplained.map(({ text }) => `${text}, without a reason`)],
    notes: different
      .filter(({ reasons }) => reasons.length > 0)
      .map(({ text, reasons }) => `${text}: ${reasons.join('; ')}`),
  };
}

function wrongEnd(drill: Soaked): string[] {
  const { code, result } = drill;
  if (!result) return [`${named(drill)}: ended with exit code ${code} and without a result`];
  const expected = exitCodes[result.verdict].code;
  return [
    ...(result.lifecycle === 'completed'
      ? []
      : [`${named(drill)}: expected completed, found ${result.lifecycle}`]),
    ...(code === expected
      ? []
      : [`${named(drill)}: expected exit code ${expected} for ${result.verdict}, found ${code}`]),
  ];
}

type Different = { readonly text: string; readonly reasons: readonly string[] };

/** Those of one kind whose verdict is not the most frequent one. */
function differing(drills: readonly Soaked[]): Different[] {
  const verdicts = drills.flatMap(({ result }) => (result ? [result.verdict] : []));
  const often = Map.groupBy(verdicts, (verdict) => verdict);
  const [usual] = [...often].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
  return drills.flatMap((drill) => {
    const { result } = drill;
    if (!result || result.verdict === usual) return [];
    const text = `${named(drill)}: ${result.verdict}, where its kind is ${usual}`;
    return [{ text, reasons: result.reasons }];
  });
}

const named = ({ kind, seed, run }: Soaked): string => `${kind}, seed ${seed} (${run})`;
