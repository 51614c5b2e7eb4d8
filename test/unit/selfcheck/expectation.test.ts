import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingOf, wordsOf } from '../../../src/selfcheck/expectation.ts';
import { verdictSchema } from '../../../src/verdict.ts';
import { checkOf, objectiveOf, resultWith } from './result.ts';

const verdicts = verdictSchema.options;

describe('a check that must fail', () => {
  const expected = { check: 'nodes-equal-primary', says: /^writer 1 sequence 3: / } as const;
  const isMet = (...checks: ReturnType<typeof checkOf>[]) =>
    findingOf(expected, resultWith({ verdict: 'fail', checks })).met;

  test('is met by its evidence, or by its summary', () => {
    const line = 'writer 1 sequence 3: value 5 by server 1 on db1, value 6 by server 1 on db2';
    expect(
      findingOf(expected, resultWith({ checks: [checkOf('nodes-equal-primary', 'fail', 'db2: 1', [line])] })),
    ).toEqual({ met: true, found: `nodes-equal-primary: fail: ${line}` });
    expect(isMet(checkOf('nodes-equal-primary', 'fail', 'writer 1 sequence 3: missing on db2'))).toBe(true);
  });

  test('is not met by the same words of another check, by other words, by another verdict, or by nothing', () => {
    const line = 'writer 1 sequence 3: on db2, not on db1';
    expect(isMet(checkOf('no-errant-transactions', 'fail', line))).toBe(false);
    expect(
      isMet(checkOf('nodes-equal-primary', 'fail', 'db2: 1 extra', ['writer 1 sequence 31: missing'])),
    ).toBe(false);
    expect(isMet(checkOf('nodes-equal-primary', 'inconclusive', line))).toBe(false);
    expect(isMet(checkOf('nodes-equal-primary', 'pass', line))).toBe(false);
    expect(isMet()).toBe(false);
  });

  test('tells what the right check said instead', () => {
    const checks = [
      checkOf('no-errant-transactions', 'fail', 'x'),
      checkOf('nodes-equal-primary', 'pass', 'all equal'),
    ];
    expect(findingOf(expected, resultWith({ checks })).found).toBe('nodes-equal-primary: pass: all equal');
    expect(findingOf(expected, resultWith({ checks: [] })).found).toBe(
      'the check nodes-equal-primary was not made',
    );
  });

  test('is met exactly when that check fails with these words, whatever all others say', () => {
    const names = ['nodes-equal-primary', 'no-errant-transactions', 'single-writable-primary'];
    const said = fc.constantFrom(
      'writer 1 sequence 3: ',
      'writer 1 sequence 4: ',
      'db1: writer 1 sequence 3: ',
      '',
    );
    const checks = fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...names),
        title: fc.constant(''),
        verdict: fc.constantFrom(...verdicts),
        summary: said,
        evidence: fc.array(said, { maxLength: 3 }),
      }),
      { selector: ({ name }) => name },
    );
    fc.assert(
      fc.property(checks, fc.constantFrom(...verdicts), (given, verdict) => {
        const own = given.find(({ name }) => name === 'nodes-equal-primary');
        const right =
          own?.verdict === 'fail' &&
          [own.summary, ...own.evidence].some((text) => text.startsWith('writer 1 sequence 3: '));
        expect(findingOf(expected, resultWith({ verdict, checks: given })).met).toBe(right === true);
      }),
    );
  });
});

describe('a check that must pass', () => {
  test.each([
    ['pass', true],
    ['inconclusive', false],
    ['fail', false],
  ] as const)('%s: %s', (verdict, met) => {
    const checks = [checkOf('single-writable-primary', verdict, 'x')];
    expect(findingOf({ sound: 'single-writable-primary' }, resultWith({ checks })).met).toBe(met);
    expect(findingOf({ sound: 'nodes-equal-primary' }, resultWith({ checks })).met).toBe(false);
  });
});

describe('an objective that must be missed', () => {
  const expected = { missed: 'rto-service', says: /at least/ } as const;
  const isMet = (...objectives: ReturnType<typeof objectiveOf>[]) =>
    findingOf(expected, resultWith({ measurements: [], objectives })).met;

  test('is met by a fail or an inconclusive that says so', () => {
    expect(isMet(objectiveOf('rto-service', 'fail', 'at least 5.00 s'))).toBe(true);
    expect(isMet(objectiveOf('rto-service', 'inconclusive', '5.00 s', 'at least so much'))).toBe(true);
  });

  test('is not met by a pass, another reason, another measure, or none', () => {
    expect(isMet(objectiveOf('rto-service', 'pass', 'at least 5.00 s'))).toBe(false);
    expect(isMet(objectiveOf('rto-service', 'fail', '5.00 s'))).toBe(false);
    expect(isMet(objectiveOf('rto-application', 'fail', 'at least 5.00 s'))).toBe(false);
    expect(isMet()).toBe(false);
  });

  test('may be told by how it was measured', () => {
    const measurements = [
      {
        name: 'backup-findings',
        title: '',
        value: 1,
        unit: 'count' as const,
        atLeast: false,
        resolution: null,
        how: '1 finding: file-corrupt',
      },
    ];
    const objectives = [objectiveOf('backup-findings', 'fail', '1')];
    const says = (words: RegExp) =>
      findingOf({ missed: 'backup-findings', says: words }, resultWith({ measurements, objectives })).met;
    expect(says(/file-corrupt/)).toBe(true);
    expect(says(/file-missing/)).toBe(false);
  });
});

test('a drill that proves nothing: not one that fails, and not for another reason', () => {
  const expected = { inconclusive: /was never injected/ };
  const reasons = ['step 0 (revoke-privileges) was never injected: no such grant'];
  expect(findingOf(expected, resultWith({ verdict: 'inconclusive', reasons })).met).toBe(true);
  expect(findingOf(expected, resultWith({ verdict: 'fail', reasons })).met).toBe(false);
  expect(findingOf(expected, resultWith({ verdict: 'pass', reasons })).met).toBe(false);
  expect(findingOf(expected, resultWith({ verdict: 'inconclusive', reasons: ['not steady'] })).met).toBe(
    false,
  );
});

test.each(verdicts)('a sound stack passes: %s', (verdict) => {
  expect(findingOf({ passes: true }, resultWith({ verdict })).met).toBe(verdict === 'pass');
});

test('an expectation reads as words', () => {
  expect(wordsOf({ check: 'nodes-equal-primary', says: /^writer \d+: on db\d\.$/ })).toBe(
    'nodes-equal-primary fails: writer N: on dbN.',
  );
  expect(wordsOf({ missed: 'rto-service', says: /^at least/ })).toBe('rto-service missed: at least');
});
