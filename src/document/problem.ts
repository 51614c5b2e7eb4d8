import { type DrillError, usageError } from '../errors.ts';

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

/** One line: `file:line:column: path: expected ..., found ...; suggestion`. */
export function formatProblem(problem: Problem): string {
  const { place, line, column, subject, message, suggestion } = problem;
  const position = line === undefined ? place : `${place}:${line}:${column ?? 1}`;
  const text = suggestion ? `${message}; ${suggestion}` : message;
  return [position, subject, text].filter((part) => part !== '').join(': ');
}

/**
 * All problems in one error (exit 64), a line each, in the order of the document.
 *
 * @param elsewhere errors of other documents that this one needs, each already in words
 */
export function invalidDocument(
  problems: readonly Problem[],
  hint: string,
  elsewhere: readonly string[] = [],
): DrillError {
  const lines = problems.toSorted(byPosition).map(formatProblem);
  return usageError([...new Set([...lines, ...elsewhere])].join('\n'), hint);
}

function byPosition(a: Problem, b: Problem): number {
  return a.place.localeCompare(b.place) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
