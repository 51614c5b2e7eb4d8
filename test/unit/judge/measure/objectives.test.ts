import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatValue, judgeObjectives, parseTarget } from '../../../../src/judge/measure/objectives.ts';
import type { Measurement } from '../../../../src/judge/measure/types.ts';

const rto = (value: number | null, atLeast = false): Measurement => ({
  name: 'rto-service',
  title: 'RTO (service)',
  value,
  unit: 'ms',
  atLeast,
  resolution: 12,
  how: 'not measured: no fault has a time zero',
});

test.each([
  ['rto-service', '<= 5s', '<=', 5000],
  ['rto-service', '<=1m30s', '<=', 90_000],
  ['rpo-seconds', '<= 0', '<=', 0],
  ['rpo-rows', '<= 0', '<=', 0],
  ['failovers', '>= 1', '>=', 1],
  ['availability-service', '>= 99.9%', '>=', 0.999],
  ['availability-service', '>= 0.999', '>=', 0.999],
  ['availability-application', '>= 100%', '>=', 1],
] as const)('%s %s', (measure, text, operator, value) => {
  expect(parseTarget(measure, text)).toEqual({ operator, value });
});

test.each([
  ['rto-service', '<= 5', 'rto-service: expected a target such as "<= 5s", found "<= 5"'],
  ['rto-service', '< 5s', 'rto-service: expected a target such as "<= 5s", found "< 5s"'],
  ['rto-service', '<= 99%', 'rto-service: expected a target such as "<= 5s", found "<= 99%"'],
  ['rpo-rows', '<= 5s', 'rpo-rows: expected a target such as "<= 0", found "<= 5s"'],
  ['rpo-rows', '<= 1.5', 'rpo-rows: expected a target such as "<= 0", found "<= 1.5"'],
  ['failovers', '<= -1', 'failovers: expected a target such as "<= 1", found "<= -1"'],
  [
    'availability-service',
    '>= 99.9',
    'availability-service: expected a target such as ">= 99.9%", found ">= 99.9"',
  ],
  [
    'availability-service',
    '>= 1s',
    'availability-service: expected a target such as ">= 99.9%", found ">= 1s"',
  ],
] as const)('%s %s is refused', (measure, text, message) => {
  expect(() => parseTarget(measure, text)).toThrow(expect.objectContaining({ message, exit: 'usage' }));
});

test.each([
  // The resolution is 12 ms: what is nearer to the target than that tells nothing.
  ['<= 5s', 4988, false, 'pass'],
  ['<= 5s', 4988.001, false, 'inconclusive'],
  ['<= 5s', 5000, false, 'inconclusive'],
  ['<= 5s', 5011.999, false, 'inconclusive'],
  ['<= 5s', 5012, false, 'fail'],
  ['<= 5s', 4988, true, 'inconclusive'],
  ['<= 5s', 5012, true, 'fail'],
  ['>= 5s', 5012, false, 'pass'],
  ['>= 5s', 5011.999, false, 'inconclusive'],
  ['>= 5s', 4988, false, 'fail'],
  ['>= 5s', 5012, true, 'pass'],
  ['>= 5s', 4988, true, 'inconclusive'],
  ['<= 5s', null, false, 'inconclusive'],
] as const)('%s of %s ms, at least: %s: %s', (target, value, atLeast, verdict) => {
  expect(judgeObjectives({ 'rto-service': target }, [rto(value, atLeast)])).toMatchObject([{ verdict }]);
});

test('tells the target as written, the actual value, the margin and why', () => {
  expect(judgeObjectives({ 'rto-service': '<= 5s' }, [rto(1420)])).toEqual([
    {
      measure: 'rto-service',
      title: 'RTO (service)',
      target: '<= 5s',
      actual: '1.42 s',
      margin: '+3.58 s',
      verdict: 'pass',
      reason: '3.58 s below the target',
    },
  ]);
  expect(judgeObjectives({ 'rto-service': '<= 1s' }, [rto(12_000, true)])).toMatchObject([
    { actual: 'at least 12.00 s', margin: '-11.00 s', verdict: 'fail', reason: '11.00 s above the target' },
  ]);
  expect(judgeObjectives({ 'rto-service': '<= 5s' }, [])).toMatchObject([
    { actual: 'not measured', margin: null, verdict: 'inconclusive', reason: 'not measured' },
  ]);
});

test('rounding never hides on which side of the target a value is', () => {
  expect(judgeObjectives({ 'rto-service': '<= 5s' }, [rto(5000.4)])).toMatchObject([
    {
      actual: '5000.4 ms',
      margin: '-0.4 ms',
      verdict: 'inconclusive',
      reason: '0.4 ms above the target; the distance is less than the resolution of 12 ms',
    },
  ]);
});

test('what lies on the target is told as any other value, and what is below a least target as such', () => {
  const actualOf = (target: '<= 5s' | '>= 5s', ms: number) =>
    judgeObjectives({ 'rto-service': target }, [rto(ms)]).map(({ actual }) => actual);
  expect(actualOf('<= 5s', 5000)).toEqual(['5.00 s']);
  expect(actualOf('>= 5s', 4999.6)).toEqual(['4999.6 ms']);
  expect(actualOf('>= 5s', 4990)).toEqual(['4.99 s']);
});

test('what is counted has no error, however near the target is', () => {
  const counted = (value: number) => ({
    ...rto(value),
    name: 'failovers',
    unit: 'count' as const,
    resolution: 12,
  });
  const verdictOf = (value: number) =>
    judgeObjectives({ failovers: '<= 2' }, [counted(value)]).map(({ verdict }) => verdict);
  expect([verdictOf(2), verdictOf(3)]).toEqual([['pass'], ['fail']]);
});

test('a share below 1 never reads as 100 %', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (share) => {
      fc.pre(share < 1 - 1e-11);
      expect(formatValue(share, 'ratio')).not.toBe('100 %');
    }),
  );
  expect(formatValue(0.999, 'ratio')).toBe('99.9 %');
  expect(formatValue(0.99999999, 'ratio')).toBe('99.9999 %');
  expect(formatValue(1, 'ratio')).toBe('100 %');
});

test('a time that is missed after an unsteady baseline is inconclusive; rows and met targets are as they are', () => {
  const why = 'the load was not steady before the fault';
  const objectives = { 'rto-service': '<= 5s', 'rto-application': '<= 9s', 'rpo-rows': '<= 0' } as const;
  const rows = { ...rto(3), name: 'rpo-rows', unit: 'rows' as const, resolution: null };
  const measured = [rto(8000), { ...rto(8000), name: 'rto-application' }, rows];
  expect(
    judgeObjectives(objectives, measured, why).map(({ measure, verdict }) => [measure, verdict]),
  ).toEqual([
    ['rto-service', 'inconclusive'],
    ['rto-application', 'pass'],
    ['rpo-rows', 'fail'],
  ]);
  expect(judgeObjectives(objectives, measured, why)[0]?.reason).toBe(`3.00 s above the target; but ${why}`);
});
