import { z } from 'zod';
import { DrillError, messageOf, usageError } from '../errors.ts';

/** The error for a line of a record that is not as its schema says. */
export function invalidLine(path: string, line: number, problem: string): DrillError {
  return usageError(
    `${path}:${line}: ${readable(problem)}`,
    'the record was changed or written by another version; it cannot be judged as it is',
  );
}

/** Parses one JSON text by a schema; throws a usage error that names file and line. */
export function parseLine<T>(schema: z.ZodType<T>, text: string, path: string, line: number): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof z.ZodError) throw invalidLine(path, line, z.prettifyError(error));
    // A text may be nested so deep that looking through it overflows the stack.
    if (error instanceof RangeError) throw invalidLine(path, line, `cannot be read: ${error.message}`);
    throw invalidLine(path, line, `expected JSON: ${messageOf(error)}`);
  }
}

const longestText = 300;

/** A text from a record on one line that fits on a screen, without characters that a terminal obeys. */
export function readable(text: string): string {
  const plain = text
    .slice(0, 4 * longestText)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\p{C}/gu, '?');
  return plain.length > longestText ? `${plain.slice(0, longestText)}...` : plain;
}

/** So many lines of one file are named that are not as they should be. */
const namedLines = 3;

/** What is wrong with the lines of one file: the first in words, and how many more there are. */
export class LineProblems {
  readonly #named: string[] = [];
  #count = 0;

  /** Notes what a line that could not be parsed is told by. Throws any other error. */
  note(error: unknown): void {
    if (!(error instanceof DrillError)) throw error;
    this.#count += 1;
    if (this.#count <= namedLines) this.#named.push(error.message);
  }

  list(): string[] {
    const more = this.#count - this.#named.length;
    return more > 0
      ? [...this.#named, `${more} more lines of that file are not as they should be`]
      : this.#named;
  }
}
