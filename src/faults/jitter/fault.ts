import { z } from 'zod';
import { duration } from '../../formats/units.ts';
import { byPackets } from '../holds.ts';
import { anyService } from '../premises.ts';
import { byShaping } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { median, slowDown, type Trips } from '../shared/network/slow.ts';
import type { Fault } from '../types.ts';

const parameters = z
  .object({
    upTo: duration
      .prefault('50ms')
      .refine((ms) => ms >= 2 && ms <= 10_000, 'expected 2ms to 10s')
      .meta({ description: 'each packet is delayed by a random time from 0 to this, uniformly' }),
  })
  .strict();

/** A line whose speed changes with every packet. */
export const fault: Fault<typeof parameters> = {
  name: 'jitter',
  description:
    'Delays each packet of the target by a random time: netem in its own network namespace or, where the kernel has none, a delayer on an NFQUEUE. One of delay, jitter, corrupt, duplicate and reorder at a time.',
  disruption: () => 'network',
  parameters,
  agent: byShaping(),
  premises: { target: anyService, machine: ['delay'] },
  end: 'healed',
  holds: () => ['packets'],
  uses: () => [...byPackets, 'packets'],
  inject: (targets, { upTo }) =>
    onEachTarget(targets, (target) =>
      slowDown(target, { delayMs: upTo / 2, jitterMs: upTo / 2 }, (trips) => varies(trips, upTo)),
    ),
};

/** Round trips spread over more than a third of the range, and as a rule take longer than any did before. */
export function varies({ before, under }: Trips, upToMs: number): boolean {
  const spreadMs = (under.at(-1) ?? 0) - (under[0] ?? 0);
  return spreadMs > upToMs / 3 && median(under) > median(before) + upToMs / 5;
}
