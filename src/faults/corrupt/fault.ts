import { z } from 'zod';
import { byPackets } from '../holds.ts';
import { anyService } from '../premises.ts';
import { byShaping } from '../shared/agents.ts';
import { emulate, shareOf } from '../shared/network/netem.ts';
import type { Fault } from '../types.ts';

const parameters = z.object({ share: shareOf('is changed').default(0.02) }).strict();

/** A line that changes what it carries. */
export const fault: Fault<typeof parameters> = {
  name: 'corrupt',
  description:
    'Changes a bit in a share of the packets that the target sends, by netem in its own network namespace. Receivers see it by the checksums and drop them. One of delay, jitter, corrupt, duplicate and reorder at a time.',
  disruption: () => 'network',
  parameters,
  agent: byShaping(),
  premises: { target: anyService, machine: ['netem'] },
  end: 'healed',
  holds: () => ['packets', 'queue'],
  uses: () => [...byPackets, 'packets', 'queue'],
  inject: (targets, { share }) => emulate(targets, { kind: 'corrupt', share }),
};
