import { z } from 'zod';
import { duration } from '../formats/units.ts';
import { between, eachOnce } from './bounds.ts';

/** When full backups are taken. Which method, and how binary logs are archived, are parameters of the topology. */
export const backup = z
  .object({
    full: z
      .array(z.enum(['before-method', 'with-method']))
      .min(1)
      .refine(...eachOnce)
      .default(['before-method'])
      .meta({ description: 'under load before the first fault, or begun with the method, or both' }),
    verify: z.boolean().default(false).meta({
      description:
        'at the end, restore the newest backup beside the cluster, let it catch up, and compare all rows',
    }),
  })
  .strict();

const restore = z
  .object({
    what: z
      .enum(['cluster', 'table'])
      .default('cluster')
      .meta({ description: 'the whole cluster anew, or the damaged table into the living cluster' }),
    from: z
      .enum(['backup', 'delayed-replica'])
      .default('backup')
      .meta({ description: 'from the store, or from a replica that has not applied the mistake yet' }),
    upTo: z.enum(['without-fault', 'before-fault', 'latest']).default('without-fault').meta({
      description:
        'everything but the transaction of the fault; or all before it; or all there is in the archive',
    }),
  })
  .strict();

/** The way back to full redundancy. */
export const recovery = z
  .object({
    startAfter: duration.prefault('5s').meta({ description: 'wait this long after writes are stable again' }),
    restart: z
      .enum(['fault-targets', 'none'])
      .default('fault-targets')
      .meta({ description: 'what the operator starts again' }),
    reclone: z.enum(['if-needed', 'if-errant', 'never']).default('if-needed').meta({
      description:
        'copy a node anew when it has transactions that the primary lacks (`if-errant`), or also when it cannot catch up: the logs it needs were purged (error 1236), it lost transactions of its own, or its applier stopped with an error for 10 s',
    }),
    restore: restore.optional().meta({ description: 'bring data back from the backups' }),
    deadline: between('1s', '24h', 'no node is back at once')
      .prefault('60s')
      .meta({ description: 'full redundancy must be back within this, 1s to 24h' }),
  })
  .strict();
