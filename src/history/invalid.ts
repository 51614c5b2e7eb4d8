import { z } from 'zod';
import { type DrillError, messageOf, usageError } from '../errors.ts';

/** The error for a line of a record that is not as its schema says. */
export function invalidLine(path: string, line: number, problem: string): DrillError {
  return usageError(
    `${path}:${line}: ${problem}`,
    'the record was changed or written by another version; it cannot be judged as it is',
  );
}

/** Parses one JSON text by a schema; throws a usage error that names file and line. */
export function parseLine<T>(schema: z.ZodType<T>, text: string, path: string, line: number): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalidLine(path, line, `expected JSON: ${messageOf(error)}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidLine(path, line, z.prettifyError(parsed.error).replaceAll('\n', ' '));
}
