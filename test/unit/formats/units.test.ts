import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { duration, formatMs, maxDurationMs, rate } from '../../../src/formats/units.ts';

const messages = (schema: z.ZodType, text: string): string[] =>
  (schema.safeParse(text).error?.issues ?? []).map(({ message }) => message);

describe('duration', () => {
  test.each([
    ['500ms', 500],
    ['5s', 5000],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(duration.parse(text)).toBe(ms);
  });

  test.each(['5', '', 's', '5 s', '-5s', '5sec', '5S', '1e3s', '.5s', ' 5s', '5s '])(
    '"%s" is none',
    (text) => {
      expect(duration.safeParse(text).error?.issues[0]?.message).toBe(
        'expected a duration with a unit, such as 500ms, 5s or 1m30s',
      );
    },
  );

  test.each(['24h', '1440m', `${'0'.repeat(30)}5s`])('"%s" is not too long', (text) => {
    expect(duration.parse(text)).toBeLessThanOrEqual(maxDurationMs);
  });

  test.each(['24h1ms', '600h', '86401s', '99999999999999999999h'])('"%s" is more than a day', (text) => {
    expect(messages(duration, text)).toEqual(['expected a duration of at most 24h']);
  });

  test.each([400, 5000, 1_000_000])('%d digits are none, said once', (digits) => {
    expect(messages(duration, `${'9'.repeat(digits)}s`)).toEqual([
      'expected a duration with a unit, such as 500ms, 5s or 1m30s',
    ]);
  });

  test('no text parses to what a timer cannot wait for', () => {
    const part = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.constantFrom('ms', 's', 'm', 'h'));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const ms = duration.safeParse(parts.map((one) => one.join('')).join('')).data;
        expect(ms === undefined || (ms >= 0 && ms <= maxDurationMs)).toBe(true);
      }),
    );
  });

  test('is the sum of its parts', () => {
    fc.assert(
      fc.property(fc.nat(22), fc.nat(59), fc.nat(59), fc.nat(999), (h, m, s, ms) => {
        expect(duration.parse(`${h}h${m}m${s}s${ms}ms`)).toBe(((h * 60 + m) * 60 + s) * 1000 + ms);
      }),
    );
  });
});

describe('rate', () => {
  test('is events a second', () => {
    expect(rate.parse('200/s')).toBe(200);
    expect(rate.parse('0.5/s')).toBe(0.5);
  });

  test.each(['0.1/s', '20000/s'])('"%s" is at the bound', (text) => {
    expect(rate.parse(text)).toBe(Number.parseFloat(text));
  });

  test.each(['0.09/s', '0.0/s', '20000.1/s', '1000000000/s', `${'9'.repeat(400)}/s`])(
    '"%s" can never be scheduled, said once',
    (text) => {
      expect(messages(rate, text)).toEqual([expect.stringMatching(/^expected a rate .*such as 200\/s$/)]);
    },
  );

  test.each(['200', '200/m', '0/s', '-1/s', '200 /s'])('"%s" is none', (text) => {
    expect(rate.safeParse(text).error?.issues[0]?.message).toMatch(/^expected a rate .*, such as 200\/s$/);
  });
});

describe('formatMs', () => {
  test.each([
    [0, '0 ms'],
    [0.04, '0 ms'],
    [1.25, '1.3 ms'],
    [9.96, '10 ms'],
    [850.4, '850 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [1480, '1.48 s'],
    [59_994, '59.99 s'],
    [125_000, '2 min 5 s'],
    [-1480, '-1.48 s'],
  ])('%d ms reads %s', (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });

  /** What a reader takes the text for, in ms. */
  const read = (text: string): number => {
    const [, sign, minutes, number, unit] = /^(-?)(?:(\d+) min )?([\d.]+) (ms|s)$/.exec(text) ?? [];
    const seconds = Number(minutes ?? 0) * 60_000 + Number(number) * (unit === 's' ? 1000 : 1);
    return sign ? -seconds : seconds;
  };
  /** Half of the last digit that is shown. */
  const toleranceMs = (ms: number): number => {
    if (ms < 10) return 0.05;
    if (ms < 1000) return 0.5;
    return ms < 99_995 ? 5 : 500;
  };
  const times = fc.double({ min: 0, max: 1e7, noNaN: true });

  test('loses nothing beyond its digits', () => {
    fc.assert(
      fc.property(times, (ms) => {
        expect(Math.abs(read(formatMs(ms)) - ms)).toBeLessThanOrEqual(toleranceMs(ms) + 1e-6);
      }),
    );
  });

  test('never makes the longer of two times read shorter', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        expect(read(formatMs(Math.min(a, b)))).toBeLessThanOrEqual(read(formatMs(Math.max(a, b))));
      }),
    );
  });

  test('never shows 60 seconds beside minutes', () => {
    fc.assert(
      fc.property(times, (ms) => {
        expect(formatMs(ms)).not.toContain('min 60 s');
      }),
    );
  });
});
