import { z } from 'zod';
import { environmentError } from '../../../errors.ts';
import type { FaultTarget, Injection, Proof } from '../../types.ts';
import { onEachTarget } from '../each-target.ts';
import { type Arrivals, watchDatagrams } from './datagrams.ts';
import { healingOfShaping } from './shaping.ts';

/** The share of the packets to which it happens. */
export const shareOf = (what: string) =>
  z
    .number()
    .min(0.001)
    .max(1)
    .meta({ description: `share of the packets that ${what}: 0.02 is 2 %` });

/** What the kernel's network emulator is to do (tc-netem(8)). */
export type Emulation =
  | { readonly kind: 'corrupt' | 'duplicate'; readonly share: number }
  | { readonly kind: 'reorder'; readonly share: number; readonly delayMs: number };

/** The words of `tc qdisc add ... netem` for it. */
export function netemOptions(emulation: Emulation): string {
  const { kind, share } = emulation;
  const chosen = `${kind} ${Number((share * 100).toFixed(4))}%`;
  return kind === 'reorder' ? `delay ${emulation.delayMs}ms ${chosen}` : chosen;
}

/** What shows which emulation, of the datagrams that a target sends us. */
const shown = {
  corrupt: { of: 'spoiled', as: 'arrived spoiled, or not at all' },
  duplicate: { of: 'repeated', as: 'arrived once more' },
  reorder: { of: 'overtaken', as: 'arrived after a later one' },
} as const satisfies Record<Emulation['kind'], { of: keyof Arrivals; as: string }>;

/** Brings the emulator into force for what goes out of each target. */
export function emulate(targets: readonly FaultTarget[], emulation: Emulation): Promise<Injection> {
  return onEachTarget(targets, async (target) => {
    const options = netemOptions(emulation);
    await requireSound(target, emulation.kind);
    const { sentAtMs } = await target.run(`netem_on ${options}`);
    return {
      effectAtMs: sentAtMs,
      prove: async () => {
        const { proved, evidence } = await seenBy(target, emulation.kind);
        return { proved, evidence: `netem ${options}; ${evidence}` };
      },
      healing: healingOfShaping(target, { off: 'delay_off', remains: 'delaying' }),
    };
  });
}

/** A line that does by itself what is to be injected could prove nothing. @throws DrillError (exit 3) */
async function requireSound(target: FaultTarget, kind: Emulation['kind']): Promise<void> {
  const { of, as } = shown[kind];
  const arrivals = await watchDatagrams(target, () => true);
  if (arrivals[of] === 0) return;
  throw environmentError(
    `${kind}: of ${arrivals.sent} datagrams that ${target.service} sent before the fault, ${arrivals[of]} ${as}.`,
    {
      hint: 'the fault could not be told from that: does a firewall keep UDP of containers from this machine?',
    },
  );
}

async function seenBy(target: FaultTarget, kind: Emulation['kind']): Promise<Proof> {
  const { of, as } = shown[kind];
  const arrivals = await watchDatagrams(target, (one) => one[of] > 0);
  return { proved: arrivals[of] > 0, evidence: `${arrivals[of]} of ${arrivals.sent} datagrams ${as}` };
}
