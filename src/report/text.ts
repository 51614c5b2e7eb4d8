import { formatBytes, formatMs } from '../formats/units.ts';
import type { Measurement } from '../judge/measure/types.ts';

/** What stands wherever a number could not be taken: never 0. */
export const notMeasured = 'not measured';

type Quantity = Pick<Measurement, 'value' | 'unit' | 'atLeast'>;

/** A measured value with its unit; censored values say `at least`, missing ones `not measured`. */
export function formatQuantity({ value, unit, atLeast }: Quantity): string {
  if (value === null) return notMeasured;
  return `${atLeast ? 'at least ' : ''}${formatValue(value, unit)}`;
}

/** The resolution of a measurement with its unit; an empty text where none is stated or nothing was measured. */
export function formatResolution({
  value,
  resolution,
  unit,
}: Pick<Measurement, 'value' | 'resolution' | 'unit'>): string {
  if (resolution === null || value === null) return '';
  return unit === 'ratio' ? `${Number((resolution * 100).toPrecision(2))} %` : formatValue(resolution, unit);
}

function formatValue(value: number, unit: Measurement['unit']): string {
  switch (unit) {
    case 'ms':
      return formatMs(value);
    case 'ratio':
      return formatRatio(value);
    case 'rows':
      return `${formatCount(value)} ${value === 1 ? 'row' : 'rows'}`;
    case 'per-second':
      return `${formatCount(Number(value.toFixed(1)))} /s`;
    case 'count':
      return formatCount(value);
    case 'bytes':
      return formatBytes(value);
  }
}

/** A share as per cent, cut and not rounded: 0.99999 must not read as 100 %. */
function formatRatio(ratio: number): string {
  return `${Math.floor(Number((ratio * 100_000).toFixed(6))) / 1000} %`;
}

/** A target as its author wrote it, with the signs of print: `≤ 5s`. */
export function formatTarget(target: string): string {
  return target.replace(/^<=\s*/, '≤ ').replace(/^>=\s*/, '≥ ');
}

/** A number with thousands separated: `10,492`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** An instant relative to another, in seconds to the millisecond: `+1.404 s`. */
export function formatOffset(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  return `${sign}${(Math.abs(ms) / 1000).toFixed(3)} s`;
}

/** A UTC wall time for people: `2026-11-20 21:45:02 UTC`. */
export function formatWallTime(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : iso;
}

// Terminals and XML parsers choke on these; line feeds and tabs stay.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const ansiSequences = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g;
// They turn the text around them, so that it reads as something else.
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text without ANSI sequences, control characters, marks of direction and lone surrogates. */
export function plainText(text: string): string {
  return text
    .replace(ansiSequences, '')
    .replace(controlCharacters, '')
    .replace(directionMarks, '')
    .replace(loneSurrogates, '\ufffd');
}

/** The same on one line. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}

/** Words an operator can paste into a shell. */
export function shellLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
