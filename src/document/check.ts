import type { z } from 'zod';
import { jsonSchemaOf, schemaAt } from './json-schema.ts';
import type { Problem } from './problem.ts';
import { type Path, placeOf, type Source } from './source.ts';
import { expected, foundText, type Issue, repair, unknownKey } from './wording.ts';

/** A part of a document, parsed; or, where it is not as its schema says, why. */
export type Checked<T> = { readonly value: T | undefined; readonly problems: Problem[] };

/** Holds the value at `path` of a document against a schema. A value that is not there counts as an empty map. */
export function check<S extends z.ZodType>(source: Source, schema: S, path: Path = []): Checked<z.output<S>> {
  const parsed = schema.safeParse(valueAt(source, path) ?? {}, { reportInput: true });
  if (parsed.success) return { value: parsed.data, problems: [] };
  const shape = jsonSchemaOf(schema, 'input');
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(source, path, issue, shape));
  return { value: undefined, problems };
}

/** The plain value at a path; undefined where there is none. */
export function valueAt(source: Source, path: Path): unknown {
  let value: unknown = source.plain;
  for (const key of path) {
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    value = isThere ? Reflect.get(value as object, key) : undefined;
  }
  return value;
}

/** A problem of the value at a path. */
export function problemAt(source: Source, path: Path, message: string, suggestion?: string): Problem {
  return { ...placeOf(source, path), subject: path.join('.'), message, suggestion };
}

function problemsOf(
  source: Source,
  prefix: Path,
  issue: Issue,
  shape: ReturnType<typeof jsonSchemaOf>,
): Problem[] {
  const inside = issue.path.filter((key) => typeof key !== 'symbol');
  const path = [...prefix, ...inside];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...placeOf(source, [...path, key], 'key'),
      subject: path.join('.'),
      ...unknownKey(key, schemaAt(shape, inside), shape),
    }));
  }
  const part = schemaAt(shape, inside);
  // Bounds are held against what a text means; what was found is told as it was written.
  const isBound = issue.code === 'custom';
  const found = foundText(isBound ? { ...issue, input: valueAt(source, path) } : issue);
  const message = `expected ${expected(issue, part)}, found ${found}`;
  const whole = issue.code === 'invalid_key' ? placeOf(source, path, 'key') : placeOf(source, path);
  return [
    { ...whole, subject: path.join('.'), message, suggestion: isBound ? undefined : repair(issue, part) },
  ];
}
