import { formatMs } from '../formats/units.ts';
import type { Life } from '../process-owner.ts';
import { leaseMs } from './lease.ts';
import type { Leftovers } from './leftovers.ts';

/** Whether a run may be removed by somebody who was not told that he may remove everything. */
export type Claim =
  | {
      readonly mayRemove: true;
      /** Its process is known to be gone, or nobody renews its lease. Only the latter may turn out to be wrong. */
      readonly by: 'process' | 'lease';
    }
  | { readonly mayRemove: false; readonly why: string };

/**
 * Who has a claim on a run: its process where that can be seen, else whoever renews its lease; where it has none (a probe of
 * a few seconds, or a lease that was removed as an unused volume), what is younger than a lease is left alone. What was
 * meant to stay is left to its owner.
 *
 * @param life of the process that created the run, as far as this one can tell
 * @param me `alice@build-7`
 */
export function claimOf(left: Leftovers, life: Life, me: string): Claim {
  const { mark, leaseAgeMs, newestAgeMs } = left;
  const since = `${mark.owner}, since ${mark.startedAt}`;
  if (life === 'alive') return { mayRemove: false, why: `is running (${since})` };
  if (life === 'unknown' && leaseAgeMs !== undefined && leaseAgeMs < leaseMs) {
    const renewed = `its lease was renewed ${formatMs(leaseAgeMs)} ago`;
    return { mayRemove: false, why: `is running (${since}; ${renewed})` };
  }
  if (life === 'unknown' && leaseAgeMs === undefined && newestAgeMs < leaseMs) {
    return { mayRemove: false, why: `was begun ${formatMs(newestAgeMs)} ago (${since})` };
  }
  if (mark.kept && mark.owner !== me) return { mayRemove: false, why: `is kept (${since})` };
  return { mayRemove: true, by: life === 'dead' ? 'process' : 'lease' };
}
