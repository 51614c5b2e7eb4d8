import parseDuration from 'parse-duration';
import { z } from 'zod';

const aDuration = 'expected a duration with a unit, such as 500ms, 5s or 1m30s';
const aRate = 'expected a rate a second, such as 200/s';

/** More characters than any duration or rate that means something has. */
const longest = 40;

/**
 * The longest duration, in ms: a day. Sums of a few of them stay below 2^31 ms, where timers of Node.js overflow and
 * fire at once.
 */
export const maxDurationMs = 24 * 60 * 60 * 1000;

/** The lowest and the highest rate a second: less is never due in a drill, more no machine of ours can schedule. */
export const rateBounds = { min: 0.1, max: 20_000 } as const;

/** A duration with its unit, such as `500ms`, `5s` or `1m30s`, of a day at most; parsed to milliseconds. */
export const duration = z
  .string(aDuration)
  .max(longest, { error: aDuration, abort: true })
  .regex(/^(\d+(\.\d+)?(ms|s|m|h))+$/, aDuration)
  .meta({ examples: ['500ms', '5s', '1m30s'] })
  .transform((text) => parseDuration(text) ?? Number.NaN)
  .refine((ms) => ms <= maxDurationMs, 'expected a duration of at most 24h')
  .meta({ description: 'a duration with its unit' });

/** A rate such as `200/s`, within `rateBounds`; parsed to events a second. */
export const rate = z
  .string(aRate)
  .max(longest, { error: aRate, abort: true })
  .regex(/^\d+(\.\d+)?\/s$/, aRate)
  .meta({ examples: ['200/s'] })
  .transform((text) => Number.parseFloat(text))
  .refine(
    (perSecond) => perSecond >= rateBounds.min && perSecond <= rateBounds.max,
    `expected a rate from ${rateBounds.min}/s to ${rateBounds.max}/s, such as 200/s`,
  )
  .meta({ description: 'events a second' });

/** Milliseconds for people: `850 ms`, `1.48 s`, `2 min 5 s`. */
export function formatMs(ms: number): string {
  if (ms < 0) return `-${formatMs(-ms)}`;
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (ms < 99_995) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Bytes for people, in binary units: `7.8 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`;
}
