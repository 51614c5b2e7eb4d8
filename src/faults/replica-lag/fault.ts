import { z } from 'zod';
import type { Session } from '../../engine/session.ts';
import { bySql } from '../holds.ts';
import { onlyReplica } from '../premises.ts';
import { onEachTarget, seenWithin } from '../shared/each-target.ts';
import { applierOf } from '../shared/sql/applier.ts';
import { hold } from '../shared/sql/held.ts';
import { execute } from '../shared/sql/sql.ts';
import type { Fault, FaultTarget, Proof } from '../types.ts';

const withinMs = 20_000;
const parameters = z.object({}).strict();

export const fault: Fault<typeof parameters> = {
  name: 'replica-lag',
  description:
    'FLUSH TABLES WITH READ LOCK, held on a replica as a backup does: it receives and acknowledges, and applies nothing.',
  disruption: () => 'replication',
  parameters,
  premises: {
    target: onlyReplica('only a replica can lag'),
    replication: ['channel'],
  },
  end: 'healed',
  holds: () => ['commits', 'applier'],
  uses: () => [...bySql, 'commits', 'applier'],
  inject: (targets, _, context) =>
    onEachTarget(targets, (target) =>
      hold(target, context, {
        take: async (holder) => {
          await execute(holder, 'FLUSH TABLES WITH READ LOCK');
        },
        seen: (other) => look(target, other, 'lags'),
        seenFree: (other) => look(target, other, 'caught up'),
      }),
    ),
};

/**
 * Waits until the replica is seen as `awaited`. While the lock is held nothing can be committed, so what was received
 * and is outstanding waits for it; with nothing to receive nothing is proved.
 */
function look({ engine }: FaultTarget, replica: Session, awaited: 'lags' | 'caught up'): Promise<Proof> {
  return seenWithin(withinMs, async () => {
    const applier = await applierOf(engine, replica);
    if (!applier) return { proved: awaited === 'caught up', evidence: 'replicates from nobody' };
    const { outstanding } = applier;
    if (outstanding === '') return { proved: awaited === 'caught up', evidence: 'applied all it received' };
    return { proved: awaited === 'lags', evidence: `received and not applied: ${outstanding}` };
  });
}
