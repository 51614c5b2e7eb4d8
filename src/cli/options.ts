import { shortened } from '../document/shortened.ts';
import { usageError } from '../errors.ts';
import { languages } from '../report/language/languages.ts';
import type { Trust } from '../topology/trust.ts';

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

/** `--trust-topology` of a command. */
export type TrustOption = { trustTopology?: boolean };

/** The flag and the help of `--trust-topology`. */
export const trustOption = [
  '--trust-topology',
  'let the topology, its faults and its commands reach this machine (docs/security.md)',
] as const;

/** Whether a topology is trusted, by the options of a command. */
export function trustOf({ trustTopology }: TrustOption): Trust {
  return { trust: trustTopology === true };
}

/** The flag and the help of `--frozen-images`. It is heard before the command acts (`main.ts`). */
export const frozenOption = [
  '--frozen-images',
  'build and pull no image; say which are missing, and end with exit code 3',
] as const;

/** The flag and the help of `--lang`. */
export const languageOption = [
  '--lang <language>',
  `the page in another language, too: ${languages.join(', ')}`,
] as const;

/** Gathers the values of an option that may be given more than once. */
export function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}
