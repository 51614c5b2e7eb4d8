import { z } from 'zod';
import { ownValue } from '../own-value.ts';

/** As much of a JSON Schema (draft-07) as this project reads again. */
export type JsonSchema = {
  readonly $schema?: string;
  readonly title?: string;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Filled in by us, and never written by people. */
  readonly readOnly?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
};

/** The JSON Schema (draft-07) of what people may write (`input`) or of what comes out (`output`). */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, { io, target: 'draft-7', unrepresentable: 'any' }) as JsonSchema;
}

/** The part of a schema that rules the value at a path; undefined where none does. */
export function schemaAt(schema: JsonSchema, path: readonly (string | number)[]): JsonSchema | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const others = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const next = typeof key === 'number' ? schema.items : (ownValue(schema.properties, key) ?? others);
  return next && schemaAt(next, rest);
}

/** The keys that a map may have by its schema. */
export function keysOf(schema: JsonSchema | undefined): string[] {
  const named = Object.keys(schema?.properties ?? {});
  const listed = schema?.propertyNames?.enum ?? [];
  return [...named, ...listed.filter((key) => typeof key === 'string')];
}

/** Where in a schema a key would be known: `workload.rate` for `rate`; undefined when nowhere. */
export function whereKnown(schema: JsonSchema, key: string): string | undefined {
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    if (name !== key && keysOf(part).includes(key)) return `${name}.${key}`;
  }
  return undefined;
}
