import { shortened } from '../document/shortened.ts';
import { usageError } from '../errors.ts';

/** The value of `--seed`. @throws DrillError (exit 64) */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed < 2 ** 31) return seed;
  throw usageError(`--seed ${shortened(text, 60)}: expected a whole number from 0 to ${2 ** 31 - 1}`);
}

/** The value of an option that says how many. @throws DrillError (exit 64) */
export function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= 1000) return count;
  throw usageError(`${shortened(text, 60)}: expected a whole number from 1 to 1000`);
}

/** The value of an option that names a topology. @throws DrillError (exit 64) */
export function parseTopology(text: string): string {
  if (text !== '') return text;
  throw usageError(
    '--topology: expected a folder in topologies/ or the path of a compose file, found nothing',
  );
}

/** Gathers the values of an option that may be given more than once. */
export function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}
