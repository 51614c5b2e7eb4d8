import { expect, test } from 'vitest';
import { selfcheckCommand } from '../../../src/cli/selfcheck.ts';
import { renderSelfcheck } from '../../../src/cli/selfcheck-text.ts';
import type { CaseOutcome } from '../../../src/selfcheck/outcome.ts';
import { invoke } from './invoke.ts';

test('a stack that is not known is refused before anything is touched', async () => {
  await expect(invoke(selfcheckCommand(), '--only', 'no-fence')).rejects.toThrow(
    /^--only no-fence: expected one of asynchronous, semisync-falls-back, no-fencing, /,
  );
});

const caught: CaseOutcome = {
  case: 'no-fencing',
  wrong: 'a failover that leaves the old primary open',
  sound: false,
  drill: 'no-fencing',
  caught: true,
  seconds: 31.5,
  folder: '/reports/a',
  findings: [
    { expected: 'single-writable-primary fails: dbN and dbN', found: 'db1 and db2\nboth', met: true },
  ],
};
const accused: CaseOutcome = {
  ...caught,
  case: 'sound',
  wrong: 'nothing',
  sound: true,
  caught: false,
  findings: [{ expected: 'passes', found: 'fail: 1 row lost', met: false }],
};

test('the table says of each stack what was expected and what was found, and of all whether to trust', () => {
  expect(renderSelfcheck([caught, accused])).toMatchInlineSnapshot(`
    "caught  seconds  stack       what is wrong
    yes        31.5  no-fencing  a failover that leaves the old primary open
        expected: single-writable-primary fails: dbN and dbN
        found:    db1 and db2 both
    NO         31.5  sound       nothing
        expected: passes
        found:    fail: 1 row lost

    1 of 2 stacks got a wrong answer (sound): do not trust a pass on this machine."
  `);
  expect(renderSelfcheck([caught, { ...accused, caught: true }])).toMatch(
    /\n\n1 known-bad stack is caught, 1 sound one is not accused$/,
  );
});
