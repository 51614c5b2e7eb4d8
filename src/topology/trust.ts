import { formatProblem, type Problem } from '../document/problem.ts';

/** Whether what a topology wants of this machine is given to it. */
export type Trust = { readonly trust: boolean };

/** As everybody's pull request is met. */
export const untrusted: Trust = { trust: false };

/** What to do about a topology that reaches this machine. */
export const trustHint =
  'with that, a topology or its faults may act on this machine; where you trust who wrote it, add --trust-topology (docs/security.md)';

/** What an untrusted topology is refused for, and what a trusted one was given. */
export function judged(reaching: readonly Problem[], { trust }: Trust) {
  return trust ? { refused: [], trusted: reaching.map(formatProblem) } : { refused: reaching, trusted: [] };
}
