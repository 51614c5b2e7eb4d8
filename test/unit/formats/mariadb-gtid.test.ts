import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  beyond,
  formatPosition,
  furthest,
  type GtidPosition,
  isSamePosition,
  parsePosition,
  reaches,
} from '../../../src/formats/mariadb-gtid.ts';

const positions = fc
  .array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 50 })), {
    maxLength: 6,
  })
  .map((parts): GtidPosition => {
    return furthest(...parts.map(([domain, server, number]) => new Map([[domain, { server, number }]])));
  });

describe('a position of MariaDB', () => {
  test('is read as a server writes it, and the last of a domain counts', () => {
    expect(formatPosition(parsePosition(''))).toBe('');
    expect(formatPosition(parsePosition('1-2-5, 0-1-100'))).toBe('0-1-100,1-2-5');
    expect(formatPosition(parsePosition('0-1-100,0-2-120,0-3-7'))).toBe('0-2-120');
    expect(formatPosition(parsePosition('0-1-[101..103]'))).toBe('0-1-103');
    expect(formatPosition(parsePosition('0-1-[101]'))).toBe('0-1-101');
  });

  test.each(['0-1', '0-1-0', 'uuid:1-5', '0-1-x', '0-1-5-6'])('%s is none', (text) => {
    expect(() => parsePosition(text)).toThrow(SyntaxError);
  });

  test('has what is before it, whoever wrote it, and lacks what is beyond', () => {
    const at = parsePosition('0-1-100,1-1-7');
    expect(reaches(at, parsePosition('0-2-100'))).toBe(true);
    expect(reaches(at, parsePosition('0-2-101'))).toBe(false);
    expect(formatPosition(beyond(at, parsePosition('0-2-101,1-1-3,2-1-1')))).toBe('0-2-101,2-1-1');
  });

  test('the furthest of several reaches each of them, and nothing more', () => {
    fc.assert(
      fc.property(positions, positions, (a, b) => {
        const both = furthest(a, b);
        expect(reaches(both, a) && reaches(both, b)).toBe(true);
        for (const [domain, { number }] of both) {
          expect(Math.max(a.get(domain)?.number ?? 0, b.get(domain)?.number ?? 0)).toBe(number);
        }
        expect(isSamePosition(both, furthest(b, a))).toBe(true);
        expect(isSamePosition(parsePosition(formatPosition(a)), a)).toBe(true);
        expect(reaches(a, b)).toBe(beyond(a, b).size === 0);
      }),
    );
  });
});
