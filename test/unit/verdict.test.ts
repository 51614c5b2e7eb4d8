import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Verdict, verdictSchema, worst } from '../../src/verdict.ts';

const verdict = fc.constantFrom<Verdict>('pass', 'inconclusive', 'fail');

test('fail is worse than inconclusive, and that is worse than pass', () => {
  expect(worst(['pass', 'inconclusive'])).toBe('inconclusive');
  expect(worst(['inconclusive', 'fail'])).toBe('fail');
  expect(worst(['pass', 'fail'])).toBe('fail');
});

test('no verdict at all has not passed', () => {
  expect(worst([])).toBe('inconclusive');
});

test('the worst of one is itself', () => {
  for (const one of verdictSchema.options) expect(worst([one])).toBe(one);
});

test('neither order nor grouping nor repetition matters', () => {
  fc.assert(
    fc.property(verdict, verdict, verdict, (a, b, c) => {
      expect(worst([a, b])).toBe(worst([b, a]));
      expect(worst([worst([a, b]), c])).toBe(worst([a, worst([b, c])]));
      expect(worst([a, a])).toBe(a);
      expect(worst([a, b, c])).toBe(worst([worst([a, b]), c]));
    }),
  );
});

test('only verdicts that all passed are a pass', () => {
  fc.assert(
    fc.property(fc.array(verdict), (all) => {
      const passed = all.length > 0 && all.every((one) => one === 'pass');
      expect(worst(all) === 'pass').toBe(passed);
    }),
  );
});
