import { pause } from '../../wait.ts';
import type { FaultContext, FaultTarget, Healing, Injection, Proof } from '../types.ts';

/**
 * Injects into every target at once; the whole is proved when it is on each. When it fails on one, it is healed
 * on the others: a fault is in force as asked for, or not at all.
 *
 * @throws the first target's error, after healing
 */
export async function onEachTarget<Target = FaultTarget>(
  targets: readonly Target[],
  injectOne: (target: Target) => Promise<Injection>,
): Promise<Injection> {
  const tried = await Promise.allSettled(targets.map(injectOne));
  const injected = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const healings = injected.flatMap(({ healing }) => (healing ? [healing] : []));
  const failed = tried.find((one) => one.status === 'rejected');
  if (failed) {
    await healAll(healings);
    throw failed.reason;
  }
  return {
    prove: async () => mergeProofs(await Promise.all(injected.map((one) => one.prove())), Math.min),
    healing: healings.length === 0 ? null : healingOf(healings),
  };
}

function healingOf(healings: readonly Healing[]): Healing {
  return {
    heal: () => healAll(healings),
    prove: async () => mergeProofs(await Promise.all(healings.map((one) => one.prove())), Math.max),
  };
}

/** Heals all, also when one of them fails. @throws that one's error */
async function healAll(healings: readonly Healing[]): Promise<void> {
  const tried = await Promise.allSettled(healings.map((one) => one.heal()));
  for (const one of tried) if (one.status === 'rejected') throw one.reason;
}

function mergeProofs(proofs: readonly Proof[], pick: (...instants: number[]) => number): Proof {
  const known = proofs.length === 1 ? proofs[0]?.known : undefined;
  return {
    ...(known && { known }),
    proved: proofs.length > 0 && proofs.every(({ proved }) => proved),
    evidence: proofs.map(({ evidence }) => evidence).join('; '),
    effectAtMs: pick(...proofs.map(({ effectAtMs }) => effectAtMs)),
  };
}

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
