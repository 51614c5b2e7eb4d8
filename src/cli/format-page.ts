import type { JsonSchema } from '../document/json-schema.ts';

/** A Markdown page about a format: its keys in the order of the schema, with what each takes. Generated, never edited. */
export function formatPage(title: string, introduction: string, schema: JsonSchema): string {
  return [
    `# ${title}`,
    '',
    '<!-- Generated from the schema by `npm run schema`. -->',
    '',
    introduction,
    '',
    ...keyTable(schema),
    '',
  ].join('\n');
}

/** The keys of a schema as a Markdown table, in their order. */
export function keyTable(schema: JsonSchema): string[] {
  return [
    '| key | what | takes | default |',
    '|---|---|---|---|',
    ...rowsOf(schema, '').map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`),
  ];
}

function rowsOf(schema: JsonSchema, prefix: string): string[][] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, part]) => {
    const path = `${prefix}${key}`;
    const isRequired = schema.required?.includes(key) ?? false;
    return [
      [`\`${path}\``, part.description ?? '', takes(part), fallback(part, isRequired)],
      ...inside(part, path),
    ];
  });
  return own;
}

/** The rows of what a value holds: `method[].at`, `parameters.NAME.default`. */
function inside(part: JsonSchema, path: string): string[][] {
  const others =
    typeof part.additionalProperties === 'object' ? rowsOf(part.additionalProperties, `${path}.NAME.`) : [];
  return [...rowsOf(part, `${path}.`), ...(part.items ? rowsOf(part.items, `${path}[].`) : []), ...others];
}

function takes(part: JsonSchema): string {
  if (part.enum) return part.enum.map((value) => `\`${String(value)}\``).join(' ');
  if (part.items?.enum) return `a list of ${takes(part.items)}`;
  if (part.propertyNames?.enum) return `a map with any of ${takes(part.propertyNames)}`;
  if (part.type === 'array') return 'a list';
  if (part.type === 'object') return 'a map';
  if (part.examples) return `text like ${part.examples.map((value) => `\`${String(value)}\``).join(', ')}`;
  if (part.pattern) return `text that matches \`${part.pattern}\``;
  return part.type === 'string' ? 'text' : `${part.type ?? 'any value'}${bounds(part)}`;
}

function bounds({ minimum, maximum }: JsonSchema): string {
  return minimum === undefined || maximum === undefined ? '' : ` from ${minimum} to ${maximum}`;
}

function fallback(part: JsonSchema, isRequired: boolean): string {
  if (isRequired) return 'required';
  if (part.default === undefined) return 'none';
  if (Array.isArray(part.default)) return part.default.length === 0 ? 'none' : 'all';
  return typeof part.default === 'object' ? '' : `\`${String(part.default)}\``;
}

/** A bar would end the cell. */
function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
