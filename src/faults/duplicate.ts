import { z } from 'zod';
import { emulate, shareOf } from './netem.ts';
import type { Fault } from './types.ts';

const parameters = z.object({ share: shareOf('is sent twice').default(0.1) }).strict();

/** A line that delivers packets twice. */
export const duplicate: Fault<typeof parameters> = {
  name: 'duplicate',
  description:
    "Sends a share of the target's packets twice, by netem in its own network namespace. One of delay, jitter, corrupt, duplicate and reorder at a time.",
  parameters,
  needs: ['netem'],
  inject: (targets, { share }, context) => emulate(targets, { kind: 'duplicate', share }, context),
};
