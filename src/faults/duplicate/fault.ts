import { z } from 'zod';
import { byPackets } from '../holds.ts';
import { anyService } from '../premises.ts';
import { byShaping } from '../shared/agents.ts';
import { emulate, shareOf } from '../shared/network/netem.ts';
import type { Fault } from '../types.ts';

const parameters = z.object({ share: shareOf('is sent twice').default(0.1) }).strict();

/** A line that delivers packets twice. */
export const fault: Fault<typeof parameters> = {
  name: 'duplicate',
  description:
    "Sends a share of the target's packets twice, by netem in its own network namespace. One of delay, jitter, corrupt, duplicate and reorder at a time.",
  disruption: () => 'network',
  parameters,
  agent: byShaping(),
  premises: { target: anyService, machine: ['netem'] },
  end: 'healed',
  holds: () => ['packets', 'queue'],
  uses: () => [...byPackets, 'packets', 'queue'],
  inject: (targets, { share }) => emulate(targets, { kind: 'duplicate', share }),
};
