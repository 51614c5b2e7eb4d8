import { DrillError } from '../errors.ts';
import { firstLines, shortened } from './shortened.ts';

/** What is wrong at one place of a document. */
export type Problem = {
  /** The file, and where the problem is not in a file (an option of the command line) that option. */
  readonly place: string;
  /** Counted from 1; undefined where the problem has no position. */
  readonly line?: number;
  readonly column?: number;
  /** The path within the document, such as `method.0.fault`; empty for the whole. */
  readonly subject: string;
  /** What was expected, and what was found. */
  readonly message: string;
  /** What to write instead. */
  readonly suggestion?: string | undefined;
};

/** One line: `file:line:column: path: expected ..., found ...; suggestion`. What is long is shortened. */
export function formatProblem(problem: Problem): string {
  const { place, line, column, subject, message, suggestion } = problem;
  const short = shortened(place);
  const position = line === undefined ? short : `${short}:${line}:${column ?? 1}`;
  const text = [shortened(message, 1500), ...(suggestion ? [shortened(suggestion)] : [])].join('; ');
  const parts = [position, shortened(subject, 120), text].filter((part) => part !== '');
  return parts.join(': ').replaceAll('\n', '\\n');
}

/**
 * All problems in one error (exit 64), a line each, in the order of the document.
 *
 * @param elsewhere lines about other documents that this one needs
 */
export function invalidDocument(
  problems: readonly Problem[],
  hint: string,
  elsewhere: readonly string[] = [],
): DrillError {
  return manyProblems([...problems.toSorted(byPosition).map(formatProblem), ...elsewhere], hint);
}

/** One error (exit 64) of many lines. Its message has the first of them: a screen full, each once. */
export function manyProblems(lines: readonly string[], hint?: string): DrillError {
  const all = [...new Set(lines)];
  return new DrillError('usage', firstLines(all, 20, 6000).join('\n'), { hint, lines: all });
}

/** The order in which people read: by file, line and column. */
export function byPosition(a: Problem, b: Problem): number {
  return a.place.localeCompare(b.place) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
