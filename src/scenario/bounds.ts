import { z } from 'zod';
import { duration, maxDurationMs } from '../formats/units.ts';

/** A duration within bounds, both of which belong to it; `because` is what makes others mean nothing. */
export function between(least: string, longest: string, because: string) {
  const [leastMs, mostMs] = [duration.parse(least), duration.parse(longest)];
  const error = `expected ${least} to ${longest} (${because})`;
  // What is longer than any duration may be is told by the duration itself.
  return duration.refine((ms) => ms > maxDurationMs || (ms >= leastMs && ms <= mostMs), error);
}

/** Controls, and marks that reverse the direction of what follows: no sentence has them. */
const unprintable = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Some text on one line, so that it is one line of a terminal, a table and a CI log as well. */
export function aLine(mostCharacters: number) {
  return z
    .string()
    .min(1)
    .max(mostCharacters)
    .refine((text) => !unprintable.test(text), 'expected one line of text, without control characters');
}

/** For a list in which a second time would mean nothing. */
export const eachOnce: [(items: readonly string[]) => boolean, string] = [
  (items) => new Set(items).size === items.length,
  'expected each once',
];

/** A duration as people write it in a scenario, in whole units and never shorter: `75ms`, `34s`, `1m48s`. */
export function written(ms: number): string {
  if (ms < 1000) return `${Math.ceil(ms)}ms`;
  const seconds = Math.ceil(ms / 1000);
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return `${minutes > 0 ? `${minutes}m` : ''}${rest > 0 ? `${rest}s` : ''}`;
}
