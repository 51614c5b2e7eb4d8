import { pause } from '../../wait.ts';
import type { FaultTarget, Healing, Injection, Proof } from '../types.ts';

/** An injection into one service. */
type Part = { readonly service: string; readonly injection: Injection };

/**
 * Injects into every target at once; the whole is proved when it is on each, and its evidence names the service it comes
 * from. When it fails on one, it is healed on the others: a fault is in force as asked for, or not at all.
 *
 * @throws the first target's error, after healing
 */
export async function onEachTarget<Target extends Pick<FaultTarget, 'service'> = FaultTarget>(
  targets: readonly Target[],
  injectOne: (target: Target) => Promise<Injection>,
): Promise<Injection> {
  const tried = await Promise.allSettled(
    targets.map(
      async (target): Promise<Part> => ({
        service: target.service,
        injection: await injectOne(target),
      }),
    ),
  );
  const parts = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = tried.find((one) => one.status === 'rejected');
  if (failed) {
    await healAll(parts);
    throw failed.reason;
  }
  return {
    effectAtMs: Math.min(...parts.map(({ injection }) => injection.effectAtMs)),
    prove: () => proveAll(parts, (one) => one),
    healing: parts.every(({ injection }) => injection.healing === null) ? null : healingOf(parts),
  };
}

function healingOf(parts: readonly Part[]): Healing {
  return { heal: () => healAll(parts), prove: () => proveAll(parts, ({ healing }) => healing) };
}

/** Heals all, also when one of them fails. @throws that one's error */
async function healAll(parts: readonly Part[]): Promise<void> {
  const tried = await Promise.allSettled(parts.map(({ injection }) => injection.healing?.heal()));
  for (const one of tried) if (one.status === 'rejected') throw one.reason;
}

async function proveAll(
  parts: readonly Part[],
  what: (injection: Injection) => Pick<Injection, 'prove'> | null,
): Promise<Proof> {
  const proofs = await Promise.all(
    parts.flatMap(({ service, injection }) => {
      const proof = what(injection)?.prove();
      return proof ? [proof.then((one) => ({ ...one, evidence: `${service}: ${one.evidence}` }))] : [];
    }),
  );
  const known = proofs.length === 1 ? proofs[0]?.known : undefined;
  return {
    ...(known && { known }),
    proved: proofs.length > 0 && proofs.every(({ proved }) => proved),
    evidence: proofs.map(({ evidence }) => evidence).join('; '),
  };
}

/** Looks again and again until it is seen, or until `withinMs` have passed; resolves with the last look. */
export async function seenWithin(withinMs: number, look: () => Promise<Proof>): Promise<Proof> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen.proved || performance.now() > untilMs) return seen;
    await pause(50);
  }
}
