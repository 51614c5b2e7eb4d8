import { expect, test } from 'vitest';
import type { DrillResult } from '../../../src/judge/measure/types.ts';
import { renderConsole } from '../../../src/report/console.ts';
import { planted, schemaWords } from './planted.ts';
import { sampleResult } from './sample-result.ts';

const failed = (): DrillResult => {
  const result = sampleResult();
  return {
    ...result,
    verdict: 'fail',
    sentence: 'Nobody could write for at least 30.07 s.',
    reasons: ['RTO, service: at least 30.07 s is above 5s'],
    objectives: result.objectives.map((one, index) =>
      index === 0 ? { ...one, verdict: 'fail', actual: 'at least 30.07 s', margin: '-25.07 s' } : one,
    ),
    checks: result.checks.map((one, index) =>
      index === 4 ? { ...one, verdict: 'inconclusive', evidence: ['mysql1 was not sampled for 11 s'] } : one,
    ),
  };
};

test('the verdict is the last line', () => {
  expect(renderConsole(failed(), { colour: false })).toMatchInlineSnapshot(`
    "kill-primary on semisync, seed 7, run 20261120-214502-kill-primary-semisync-7

      objective                 target          measured    margin  verdict
      RTO, service               <= 5s  at least 30.07 s  -25.07 s  fail
      RTO, application          <= 10s            2.15 s    7.85 s  pass
      Acknowledged writes lost    <= 0            0 rows    0 rows  pass
      Time to full redundancy   <= 60s           27.27 s   32.73 s  pass
      Failovers                   <= 1                 1         0  pass

    checks: 5 of 6 passed
      inconclusive  Never two writable primaries: 1,101 samples, never two at once
            mysql1 was not sampled for 11 s

    why not pass:
      - RTO, service: at least 30.07 s is above 5s

    FAIL  Nobody could write for at least 30.07 s."
  `);
});

test('without colour there is no escape sequence, even where the texts bring some', () => {
  const dirty = planted(failed(), '\u001b[31mred\u0007', schemaWords);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(renderConsole(dirty, { colour: false })).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

test('colour adds nothing but escape sequences', () => {
  const coloured = renderConsole(failed(), { colour: true });
  expect(coloured).toContain('\u001b[31m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderConsole(failed(), { colour: false }));
});
