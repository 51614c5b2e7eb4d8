/**
 * The same value, of which all parts that equal those of another are the other's: what follows each other is mostly alike, and
 * takes memory once.
 */
export function sharedWith<T>(before: unknown, value: T): T {
  if (typeof value !== 'object' || value === null || typeof before !== 'object' || before === null)
    return before === value ? (before as T) : value;
  const [known, own] = [before as Record<string, unknown>, value as Record<string, unknown>];
  const names = Object.keys(own);
  let same = Array.isArray(before) === Array.isArray(value) && names.length === Object.keys(known).length;
  for (const name of names) {
    if (Object.hasOwn(known, name)) own[name] = sharedWith(known[name], own[name]);
    same &&= Object.hasOwn(known, name) && known[name] === own[name];
  }
  return same ? (before as T) : value;
}
