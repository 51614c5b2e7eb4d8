import type { JsonSchema } from '../document/json-schema.ts';
import { columns } from './output.ts';

/** One parameter of a fault or a topology, in words. */
export type ParameterEntry = {
  readonly name: string;
  readonly values: string;
  readonly default: string | null;
  readonly description: string;
};

/** The parameters that a schema declares. */
export function parameterEntries(schema: JsonSchema): ParameterEntry[] {
  const written = Object.entries(schema.properties ?? {}).filter(([, part]) => !part.readOnly);
  return written.map(([name, part]) => ({
    name,
    values: valuesOf(part),
    default: part.default === undefined ? null : String(part.default),
    description: part.description ?? '',
  }));
}

function valuesOf(part: JsonSchema): string {
  if (part.enum) return part.enum.join(' | ');
  if (part.items) return `a list of ${valuesOf(part.items)}`;
  if (part.examples) return `such as ${part.examples.join(', ')}`;
  if (part.minimum !== undefined && part.maximum !== undefined && part.maximum < Number.MAX_SAFE_INTEGER)
    return `${part.type} from ${part.minimum} to ${part.maximum}`;
  return part.type === 'string' ? 'text' : (part.type ?? 'any value');
}

/** A head, and below it a line for each parameter: its default, or what it takes where it has none. */
export function withParameters(head: string, parameters: readonly ParameterEntry[]): string {
  const rows = parameters.map(({ name, values, default: fallback, description }) => [
    `${name}=${fallback ?? values}`,
    fallback === null || values === 'text' ? description : `${description} (${values})`,
  ]);
  return [head, ...columns(rows).map(indent)].join('\n');
}

export function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
