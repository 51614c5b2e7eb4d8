import { usageError } from '../errors.ts';

/** The value of `--seed`. @throws DrillError (exit 64) */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed < 2 ** 31) return seed;
  throw usageError(`--seed ${text}: expected a whole number from 0 to ${2 ** 31 - 1}`);
}

/** Gathers the values of an option that may be given more than once. */
export function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}
