import { median, roundTripsMs } from './round-trips.ts';
import { healingOfShaping } from './shaping.ts';
import type { FaultContext, FaultTarget, Injection } from './types.ts';

/** How packets are to be delayed: by `delayMs`, plus or minus up to `jitterMs`. */
export type Slowness = { readonly delayMs: number; readonly jitterMs: number };

/** What round trips were measured before the fault and under it (ms, sorted), judged by the fault. */
export type Trips = { readonly before: readonly number[]; readonly under: readonly number[] };

const means = {
  netem: 'netem of the kernel, packets that go out',
  nfqueue:
    'our delayer on an NFQUEUE, packets that come in (netem is not there, or the network is shaped already)',
} as const;

/** Delays one target's packets; proved when `isSlow` says so of round trips between the harness and the target. */
export async function slowDown(
  target: FaultTarget,
  { delayMs, jitterMs }: Slowness,
  context: FaultContext,
  isSlow: (trips: Trips) => boolean,
): Promise<Injection> {
  const before = await roundTripsMs(target.address, 5);
  const { lines, sentAtMs } = await target.run(`delay_on ${microseconds(delayMs)} ${microseconds(jitterMs)}`);
  const by = lines.at(-1) === 'netem' ? means.netem : means.nfqueue;
  return {
    prove: async () => {
      const under = await roundTripsMs(target.address, 15);
      const evidence = `${target.service}: round trip ${shown(before)} before, ${shown(under)} now; by ${by}`;
      const proved = before.length > 0 && under.length > 0 && isSlow({ before, under });
      return { proved, evidence, effectAtMs: sentAtMs };
    },
    healing: healingOfShaping(target, { off: 'delay_off', remains: 'delaying' }, context),
  };
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}

function shown(trips: readonly number[]): string {
  const [least, most] = [trips[0], trips.at(-1)];
  if (least === undefined || most === undefined) return 'unanswered';
  return `${median(trips).toFixed(1)} ms (${least.toFixed(1)} to ${most.toFixed(1)})`;
}
