import { z } from 'zod';
import { anyService } from './aim.ts';
import { byPackets } from './holds.ts';
import { emulate, shareOf } from './netem.ts';
import type { Fault } from './types.ts';

const parameters = z.object({ share: shareOf('is changed').default(0.02) }).strict();

/** A line that changes what it carries. */
export const corrupt: Fault<typeof parameters> = {
  name: 'corrupt',
  description:
    'Changes a bit in a share of the packets that the target sends, by netem in its own network namespace. Receivers see it by the checksums and drop them. One of delay, jitter, corrupt, duplicate and reorder at a time.',
  parameters,
  aim: anyService,
  end: 'healed',
  holds: () => ['packets', 'queue'],
  uses: () => [...byPackets, 'packets', 'queue'],
  needs: ['netem'],
  inject: (targets, { share }, context) => emulate(targets, { kind: 'corrupt', share }, context),
};
