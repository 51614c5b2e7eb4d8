import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DrillError, environmentError, usageError } from '../../src/errors.ts';
import { type ExitName, exitCodeOf, exitCodes, worstExit } from '../../src/exit-codes.ts';
import { type Verdict, worst } from '../../src/verdict.ts';

const names = Object.keys(exitCodes) as ExitName[];
const exit = fc.constantFrom(...names);

test('the codes are those that callers were promised', () => {
  expect(Object.fromEntries(names.map((name) => [name, exitCodes[name].code]))).toEqual({
    pass: 0,
    fail: 1,
    inconclusive: 2,
    environment: 3,
    cleanup: 4,
    usage: 64,
    bug: 70,
    interrupted: 130,
  });
});

test('nothing at all passes, and one outcome is itself', () => {
  expect(worstExit([])).toBe('pass');
  for (const name of names) expect(worstExit([name])).toBe(name);
});

test('of several, the one that hides the least is kept', () => {
  const bySeverity = [
    'bug',
    'interrupted',
    'cleanup',
    'usage',
    'fail',
    'environment',
    'inconclusive',
    'pass',
  ];
  expect(bySeverity.toSorted()).toEqual([...names].toSorted());
  fc.assert(
    fc.property(fc.array(exit, { minLength: 1 }), (outcomes) => {
      const first = outcomes.toSorted((a, b) => bySeverity.indexOf(a) - bySeverity.indexOf(b))[0];
      expect(worstExit(outcomes)).toBe(first);
    }),
  );
});

test('verdicts keep their order as exits', () => {
  const verdict = fc.constantFrom<Verdict>('pass', 'inconclusive', 'fail');
  fc.assert(
    fc.property(fc.array(verdict, { minLength: 1 }), (verdicts) => {
      expect(exitCodes[worstExit(verdicts)].code).toBe(exitCodeOf(worst(verdicts)));
    }),
  );
});

test('an error exits with the code of its kind', () => {
  expect(usageError('expected this').exitCode).toBe(64);
  expect(environmentError('no Docker').exitCode).toBe(3);
  for (const name of names) expect(new DrillError(name, 'x').exitCode).toBe(exitCodes[name].code);
});
