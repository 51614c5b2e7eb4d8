import { pause } from '../wait.ts';
import { onEachTarget } from './each-target.ts';
import type { FaultContext, FaultTarget, Injection } from './types.ts';

/** What was observed, and whether it is what was to be shown. */
export type Seen = { readonly proved: boolean; readonly evidence: string };

/** A fault by SQL on one of its targets. */
export type Part = {
  /** The instant before the statement was sent whose effect the fault is (drill clock, ms). */
  readonly effectAtMs: number;
  prove(): Promise<Seen>;
  /** How to undo it here; null when nothing can be undone. */
  readonly undo: { heal(): Promise<void>; prove(): Promise<Seen> } | null;
};

/** Injects into every target at once; evidence names the server it comes from. */
export function injectEach(
  targets: readonly FaultTarget[],
  { nowMs }: FaultContext,
  inject: (target: FaultTarget) => Promise<Part>,
): Promise<Injection> {
  return onEachTarget(targets, async (target) => {
    const { effectAtMs, prove, undo } = await inject(target);
    let healedAtMs = Number.NaN;
    const proofOf = ({ proved, evidence }: Seen, atMs: number) => ({
      proved,
      evidence: `${target.service}: ${evidence}`,
      effectAtMs: atMs,
    });
    return {
      prove: async () => proofOf(await prove(), effectAtMs),
      healing: undo && {
        heal: async () => {
          healedAtMs = nowMs();
          await undo.heal();
        },
        prove: async () => proofOf(await undo.prove(), healedAtMs),
      },
    };
  });
}

/** Looks again and again until it is seen, or until `withinMs` have passed; resolves with the last look. */
export async function seenWithin(withinMs: number, look: () => Promise<Seen>): Promise<Seen> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen.proved || performance.now() > untilMs) return seen;
    await pause(50);
  }
}
