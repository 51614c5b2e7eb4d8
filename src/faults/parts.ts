import type { FaultContext, FaultTarget, Injection, Proof } from './types.ts';

/** What was observed, and whether it is what was to be shown. */
export type Seen = { readonly proved: boolean; readonly evidence: string };

/** A fault on one of its targets. */
export type Part = {
  /** The instant before the statement was sent whose effect the fault is (drill clock, ms). */
  readonly effectAtMs: number;
  prove(): Promise<Seen>;
  /** How to undo it here; null when nothing can be undone. */
  readonly undo: { heal(): Promise<void>; prove(): Promise<Seen> } | null;
};

/**
 * Injects into all targets at once and makes one injection of the parts. When a target fails, the others are
 * healed again before the error is thrown: nothing stays injected that nobody knows of.
 */
export async function injectEach(
  targets: readonly FaultTarget[],
  { nowMs }: FaultContext,
  inject: (target: FaultTarget) => Promise<Part>,
): Promise<Injection> {
  const outcomes = await Promise.allSettled(targets.map(inject));
  const parts = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = outcomes.find((one) => one.status === 'rejected');
  if (failed) {
    await Promise.allSettled(parts.map((part) => part.undo?.heal()));
    throw failed.reason;
  }
  const undos = parts.flatMap((part) => part.undo ?? []);
  const effectAtMs = Math.min(...parts.map((part) => part.effectAtMs));
  let healedAtMs: number | undefined;
  return {
    prove: async () => together(await Promise.all(parts.map((part) => part.prove())), effectAtMs),
    healing:
      undos.length === 0
        ? null
        : {
            heal: async () => {
              healedAtMs ??= nowMs();
              await Promise.all(undos.map((undo) => undo.heal()));
            },
            prove: async () =>
              together(await Promise.all(undos.map((undo) => undo.prove())), healedAtMs ?? nowMs()),
          },
  };
}

function together(seen: readonly Seen[], effectAtMs: number): Proof {
  const proved = seen.length > 0 && seen.every((one) => one.proved);
  return { proved, evidence: seen.map((one) => one.evidence).join('; '), effectAtMs };
}
