import type { z } from 'zod';
import { type JsonSchema, keysOf, whereKnown } from './json-schema.ts';
import type { Problem } from './problem.ts';
import { shortened } from './shortened.ts';
import { didYouMean } from './suggest.ts';

/** One complaint of zod. */
export type Issue = z.core.$ZodIssue;

/** What an issue's value should have been, in words. */
export function expected(issue: Issue, part: JsonSchema | undefined): string {
  if (issue.message.startsWith('expected ')) return issue.message.slice('expected '.length);
  const about = part?.description ? ` (${part.description})` : '';
  if (issue.code === 'invalid_type') return `${typeNames[issue.expected] ?? issue.expected}${about}`;
  if (issue.code === 'invalid_value') return oneOf(issue.values.map(String));
  if (issue.code === 'too_small') return `${limit(issue.origin, 'at least', issue.minimum)}${about}`;
  if (issue.code === 'too_big') return `${limit(issue.origin, 'at most', issue.maximum)}${about}`;
  if (issue.code === 'invalid_key')
    return issue.issues[0] ? expected(issue.issues[0], undefined) : 'another key';
  return part?.description ?? `something else (${issue.message})`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
  array: 'a list',
};

function limit(origin: string, which: string, bound: number | bigint): string {
  const units: Readonly<Record<string, string>> = { string: ' character', array: ' item' };
  const unit = units[origin];
  return unit === undefined ? `${which} ${bound}` : `${which} ${bound}${unit}${bound === 1 ? '' : 's'}`;
}

/** `kill`, or `one of kill, pause`. */
export function oneOf(words: readonly string[]): string {
  return words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`;
}

/** What an issue's value was, in words. */
export function foundText(issue: Issue): string {
  return issue.code === 'invalid_key' ? `the key ${shown(issue.path.at(-1))}` : shown(issue.input);
}

/** A value as people recognise it: short, and text in quotes. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(shortened(value, 60));
}

/** What to write instead, where that can be guessed. */
export function repair(issue: Issue, part: JsonSchema | undefined): string | undefined {
  const found = issue.input;
  if (issue.code === 'invalid_value') {
    return typeof found === 'string' ? didYouMean(found, issue.values.map(String)) : undefined;
  }
  if (issue.code === 'invalid_union' && typeof found === 'string') {
    const words = issue.errors.flat().flatMap((one) => (one.code === 'invalid_value' ? one.values : []));
    return didYouMean(found, words.map(String));
  }
  if (typeof found !== 'string' && typeof found !== 'number') return undefined;
  const text = String(found).trim();
  if (text.length > 100) return undefined;
  const fits = (attempt: string) => part?.pattern === undefined || new RegExp(part.pattern).test(attempt);
  if (typeof found === 'number' && part?.type === 'string' && fits(text))
    return `write it in quotes: '${text}'`;
  if (part?.pattern === undefined) return undefined;
  const fitting = attempts(text).map((group) => group.filter(fits));
  const first = fitting.find((group) => group.length > 0);
  return first && `write ${first.join(' or ')}`;
}

/** What may have been meant by a text, the likeliest first: the unit is missing, or the comparison, or a space is too much. */
function attempts(text: string): string[][] {
  const units = [[`${text}s`, `${text}ms`], [`${text}/s`], [`<= ${text}`]];
  if (/^[\d.]+\w*$/.test(text)) return units;
  return /^[\d.]+ *\/? *\w+$/.test(text) ? [[text.replaceAll(' ', '')]] : [[slug(text)]];
}

function slug(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/** The complaint about a key that the map at `part` of `whole` does not know. */
export function unknownKey(
  key: string,
  part: JsonSchema | undefined,
  whole: JsonSchema,
): Pick<Problem, 'message' | 'suggestion'> {
  const known = keysOf(part);
  const near = didYouMean(key, known);
  if (near) return { message: `expected a known key, found ${shown(key)}`, suggestion: near };
  const elsewhere = whereKnown(whole, key);
  if (elsewhere)
    return { message: `expected a known key, found ${shown(key)}`, suggestion: `did you mean ${elsewhere}?` };
  const allowed =
    known.length > 1 ? `one of the keys ${known.join(', ')}` : ['no key', ...known].join(' but ');
  return { message: `expected ${allowed}, found ${shown(key)}` };
}
