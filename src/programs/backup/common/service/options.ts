import { parseArgs } from 'node:util';
import { z } from 'zod';
import { messageOf, usageError } from '../../../../errors.ts';
import { parseUs } from '../../../../formats/binlog/find.ts';
import type { RestoreGoal } from '../restore/goal.ts';

type OptionTypes = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;
type OptionValues<T extends OptionTypes> = {
  [K in keyof T]?: T[K]['type'] extends 'string' ? string : boolean;
};

/** The options among the words of a command. @throws DrillError (exit 64) for words that are none */
export function options<T extends OptionTypes>(words: readonly string[], types: T): OptionValues<T> {
  try {
    return parseArgs({ args: [...words], options: types }).values as OptionValues<T>;
  } catch (error) {
    throw usageError(messageOf(error));
  }
}

type GoalOptions = { full?: boolean; before?: string; except?: string; time?: string };

/**
 * Up to where to restore.
 *
 * @param gtidOf reads the GTID of one transaction
 * @throws DrillError (exit 64) when that is not clear
 */
export function goalOf(
  { full, before, except, time }: GoalOptions,
  gtidOf: (text: string) => string,
): RestoreGoal {
  const given = [full, before, except, time].filter((one) => one !== undefined);
  if (given.length > 1)
    throw usageError('Expected one of --full, --before, --except and --time, found several.');
  if (full) return { kind: 'full' };
  if (before !== undefined) return { kind: 'before-gtid', gtid: gtidOf(before) };
  if (except !== undefined) return { kind: 'except', gtid: gtidOf(except) };
  if (time !== undefined) return { kind: 'before-time', us: instant(time) };
  return { kind: 'latest' };
}

/** Microseconds since the epoch. @throws DrillError (exit 64) */
function instant(text: string): number {
  const us = parseUs(text);
  if (us !== undefined) return us;
  throw usageError(`Expected an instant with its zone, such as 2026-11-21T12:31:07.5Z, found "${text}".`);
}

/** For commands that take no words. @throws DrillError (exit 64) naming the first */
export function expectNone(words: readonly string[]): void {
  if (words.length > 0) throw usageError(`Expected nothing after the command, found "${words[0]}".`);
}

/** One of some words. @throws DrillError (exit 64) naming them */
export function expectOne<T extends string>(value: unknown, known: readonly T[], what: string): T {
  const parsed = z.enum(known as readonly [T, ...T[]]).safeParse(value);
  if (parsed.success) return parsed.data as T;
  throw usageError(`Expected ${what} of ${known.join(', ')}, found "${value}".`);
}

/** The same as `instant`, where there is a text. */
export function optionalInstant(text: string | undefined): number | undefined {
  return text === undefined ? undefined : instant(text);
}
