/** Puts `text` in front of every string within a value, keys of open records included; `kept` names what stays. */
export function planted<T>(value: T, text: string, kept: ReadonlySet<string>): T {
  return plant(value, text, kept, '', '') as T;
}

function plant(
  value: unknown,
  text: string,
  kept: ReadonlySet<string>,
  parent: string,
  key: string,
): unknown {
  if (typeof value === 'string')
    return kept.has(key) || kept.has(`${parent}.${key}`) ? value : `${text}${value}`;
  if (value === null || typeof value !== 'object') return value;
  // Columns of numbers have no texts.
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value;
  if (Array.isArray(value)) return value.map((item) => plant(item, text, kept, parent, key));
  const open = ['parameters', 'variables', 'data'].includes(key);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      open ? `${text}${name}` : name,
      plant(item, text, kept, key, name),
    ]),
  );
}

/** Fields whose values are words of the schema itself: nothing else can stand in them. */
export const schemaWords: ReadonlySet<string> = new Set([
  'format',
  'lifecycle',
  'verdict',
  'unit',
  'stream',
  'window',
  'taken',
  'receiver',
  'applier',
  'kind',
  'source',
  'type',
  'role',
  'phases.name',
]);

/** The same, and the names by which the parts of a report find each other. */
export const referringWords: ReadonlySet<string> = new Set([
  ...schemaWords,
  'name',
  'measure',
  'node',
  'nodes',
  'host',
  'primaryAtStart',
]);
