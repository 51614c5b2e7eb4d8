import { z } from 'zod';
import { duration } from '../../formats/units.ts';
import { byPackets } from '../holds.ts';
import { anyService } from '../premises.ts';
import { byShaping } from '../shared/agents.ts';
import { emulate, shareOf } from '../shared/network/netem.ts';
import type { Fault } from '../types.ts';

const parameters = z
  .object({
    share: shareOf('overtakes others').max(0.99).default(0.25),
    delay: duration
      .prefault('10ms')
      .refine((ms) => ms >= 1 && ms <= 100, 'expected 1ms to 100ms')
      .meta({ description: 'how much later the others go out' }),
  })
  .strict();

/** A line on which packets overtake each other. */
export const fault: Fault<typeof parameters> = {
  name: 'reorder',
  description:
    'Delays what the target sends but for a share of the packets, which overtake the others, by netem in its own network namespace. One of delay, jitter, corrupt, duplicate and reorder at a time.',
  disruption: () => 'network',
  parameters,
  agent: byShaping(),
  premises: { target: anyService, machine: ['netem'] },
  end: 'healed',
  holds: () => ['packets', 'queue'],
  uses: () => [...byPackets, 'packets', 'queue'],
  inject: (targets, { share, delay }) => emulate(targets, { kind: 'reorder', share, delayMs: delay }),
};
