import { expect, test } from 'vitest';
import type { SelfcheckCase } from '../../../src/selfcheck/expectation.ts';
import { caseOutcome, type DrillOutcome } from '../../../src/selfcheck/outcome.ts';
import { checkOf, resultWith } from './result.ts';

const known: SelfcheckCase = {
  name: 'naive-rejoin',
  wrong: 'an errant primary is taken back',
  drill: 'no-fencing',
  expects: [
    { check: 'no-errant-transactions', says: /^db1: / },
    { check: 'nodes-equal-primary', says: /not on db2/ },
  ],
};
const errant = checkOf('no-errant-transactions', 'fail', '1 node', ['db1: 3 transactions that db2 lacks']);
const unequal = checkOf('nodes-equal-primary', 'fail', 'db1: 3 extra', ['x: on db1, not on db2']);
const made = (changes: Partial<DrillOutcome>): DrillOutcome => ({
  seconds: 31.5,
  folder: '/reports/run',
  failure: null,
  result: resultWith({ verdict: 'fail', checks: [errant, unequal] }),
  ...changes,
});
const isCaught = (changes: Partial<DrillOutcome>) => caseOutcome(known, made(changes)).caught;

test('a case is caught when all that is expected is found', () => {
  expect(caseOutcome(known, made({}))).toMatchObject({
    case: 'naive-rejoin',
    caught: true,
    seconds: 31.5,
    findings: [{ met: true }, { met: true, found: 'nodes-equal-primary: fail: x: on db1, not on db2' }],
  });
});

test('half of it is not enough', () => {
  for (const half of [errant, unequal]) {
    expect(isCaught({ result: resultWith({ verdict: 'fail', checks: [half] }) })).toBe(false);
  }
});

test('nothing expected is nothing caught', () => {
  expect(caseOutcome({ ...known, expects: [] }, made({})).caught).toBe(false);
});

test('a drill that broke off, was interrupted, or was not made catches nothing, whatever its record says', () => {
  expect(isCaught({ failure: 'no engine' })).toBe(false);
  expect(isCaught({ result: null })).toBe(false);
  for (const lifecycle of ['running', 'interrupted', 'failed'] as const) {
    expect(isCaught({ result: resultWith({ lifecycle, checks: [errant, unequal] }) })).toBe(false);
  }
  const { findings } = caseOutcome(known, made({ failure: 'no engine' }));
  expect(findings[0]?.found).toBe('the drill broke off: no engine');
});

test('a sound stack whose drill broke off is not called sound', () => {
  const sound: SelfcheckCase = { ...known, name: 'sound', expects: [{ passes: true }] };
  expect(caseOutcome(sound, made({ result: resultWith({}) })).caught).toBe(true);
  expect(caseOutcome(sound, made({ result: resultWith({}), failure: 'no engine' })).caught).toBe(false);
});
