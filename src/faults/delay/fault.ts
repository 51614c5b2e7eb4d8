import { z } from 'zod';
import { duration } from '../../formats/units.ts';
import { byPackets } from '../holds.ts';
import { anyService } from '../premises.ts';
import { byShaping } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { slowDown } from '../shared/network/slow.ts';
import type { Fault } from '../types.ts';

const parameters = z
  .object({
    by: duration
      .prefault('50ms')
      .refine((ms) => ms >= 1 && ms <= 10_000, 'expected 1ms to 10s')
      .meta({ description: 'how much longer every round trip with the target takes' }),
  })
  .strict();

/** A target that is far away. */
export const fault: Fault<typeof parameters> = {
  name: 'delay',
  description:
    'Makes every round trip with the target longer: netem in its own network namespace or, where the kernel has none, a delayer on an NFQUEUE. One of delay, jitter, corrupt, duplicate and reorder at a time.',
  disruption: () => 'network',
  parameters,
  agent: byShaping(),
  premises: { target: anyService, machine: ['delay'] },
  end: 'healed',
  holds: () => ['packets'],
  uses: () => [...byPackets, 'packets'],
  inject: (targets, { by }) =>
    onEachTarget(targets, (target) =>
      // None can be shorter than the delay, whatever the load of the machine.
      slowDown(target, { delayMs: by, jitterMs: 0 }, ({ under }) => (under[0] ?? 0) >= by * 0.95),
    ),
};
