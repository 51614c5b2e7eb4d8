import type { Verdict } from './verdict.ts';

/** Every exit code of ha-drill, with what it tells the caller. `--help` prints this table. */
export const exitCodes = {
  pass: { code: 0, meaning: 'all objectives met, all checks passed' },
  fail: { code: 1, meaning: 'an objective was missed or a check failed' },
  inconclusive: {
    code: 2,
    meaning: 'the drill proves nothing (fault not proved, load unsteady, nothing measured)',
  },
  environment: {
    code: 3,
    meaning: 'the environment failed (Docker, images, the cluster never became healthy)',
  },
  cleanup: { code: 4, meaning: 'clean-up incomplete: run `ha-drill clean`' },
  usage: { code: 64, meaning: 'wrong usage, or an invalid scenario or topology' },
  bug: { code: 70, meaning: 'a bug of ha-drill' },
  interrupted: { code: 130, meaning: 'interrupted, after healing and tearing down' },
} as const;

export type ExitName = keyof typeof exitCodes;

/** The exit code of a verdict. */
export function exitCodeOf(verdict: Verdict): number {
  return exitCodes[verdict].code;
}

/** The most serious first: what one process exits with when several hold. */
const bySeverity: readonly ExitName[] = [
  'bug',
  'interrupted',
  'cleanup',
  'usage',
  'fail',
  'environment',
  'inconclusive',
  'pass',
];

/** The exit a process takes when several outcomes hold at once; `pass` for none. */
export function worstExit(names: readonly ExitName[]): ExitName {
  return bySeverity.find((name) => names.includes(name)) ?? 'pass';
}
