import { describe, expect, test } from 'vitest';
import { agentTrial, mountTrialScript, readTrial } from '../../../src/machine/need-trials.ts';

const marker = /echo '(ha-drill: [^']+)'/.exec(agentTrial('netem'))?.[1] ?? '';

describe('what a trial has shown', () => {
  test('that it works, when its last line says so', () => {
    expect(readTrial(['nfqueue', marker])).toEqual({ available: true, found: 'nfqueue' });
    expect(readTrial([marker])).toEqual({ available: true, found: 'tried, and it works' });
  });

  test('that it does not, when it printed an error', () => {
    expect(readTrial(['Error: Specified qdisc kind is unknown.'])).toEqual({
      available: false,
      found: 'Error: Specified qdisc kind is unknown.',
    });
  });

  test.each([[[]], [['']], [[marker, 'killed']]])('not that it works, when it broke off: %j', (lines) => {
    expect(readTrial(lines).available).toBe(false);
  });

  test('the end of lines of a terminal does not matter', () => {
    expect(readTrial(['loop\r', `${marker}\r`])).toEqual({ available: true, found: 'loop' });
  });

  test('both kinds of trial say it in the same words', () => {
    expect(mountTrialScript).toContain(marker);
  });
});
