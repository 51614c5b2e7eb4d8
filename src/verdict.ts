import { z } from 'zod';

/** The one lattice of judgement: fail > inconclusive > pass. */
export const verdictSchema = z.enum(['pass', 'inconclusive', 'fail']);

export type Verdict = z.infer<typeof verdictSchema>;

/**
 * The worst of some verdicts, by fail > inconclusive > pass.
 *
 * No verdict at all is `inconclusive`: what nobody looked at has not passed.
 */
export function worst(verdicts: Iterable<Verdict>): Verdict {
  const seen = new Set(verdicts);
  if (seen.has('fail')) return 'fail';
  if (seen.has('inconclusive') || seen.size === 0) return 'inconclusive';
  return 'pass';
}
