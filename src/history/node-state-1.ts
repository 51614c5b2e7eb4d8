import { z } from 'zod';
import { acceptsWrites, hasMajority, saysLogsPurged } from '../engine/mysql/words.ts';
import type { Observation } from '../engine/observation.ts';

const memberStates = ['ONLINE', 'RECOVERING', 'UNREACHABLE', 'ERROR', 'OFFLINE'] as const;
const memberRoles = ['PRIMARY', 'SECONDARY', ''] as const;

/** Group Replication, as one of its servers sees it. */
const groupSchema = z
  .object({
    name: z.string().meta({ description: 'the UUID that all transactions of the group carry' }),
    singlePrimary: z.boolean(),
    state: z.enum(memberStates).meta({ description: 'of this server' }),
    role: z.enum(memberRoles).meta({ description: 'of this server; empty while it is no member' }),
    members: z
      .array(z.object({ host: z.string(), state: z.enum(memberStates), role: z.enum(memberRoles) }).strict())
      .meta({ description: 'all members in the view of this server, itself included' }),
  })
  .strict();

/**
 * How records of the first two formats keep the state of a server: in the words of MySQL. It stands by itself: what changes
 * in the words of today changes nothing here.
 */
export const nodeStateSchema = z
  .object({
    serverUuid: z.string(),
    serverId: z.number().int(),
    readOnly: z.boolean(),
    superReadOnly: z.boolean(),
    gtidExecuted: z.string().meta({ description: '@@global.gtid_executed, white space removed' }),
    source: z
      .object({
        host: z.string(),
        receiver: z.enum(['on', 'connecting', 'off']),
        applier: z.enum(['on', 'off']),
        gtidReceived: z.string().meta({ description: 'RECEIVED_TRANSACTION_SET of the receiver' }),
        heartbeats: z.number().int().meta({ description: 'heartbeats received since the receiver started' }),
        receiverError: z.string(),
        applierError: z.string(),
        delaySeconds: z.number().int().optional().meta({
          description: 'SOURCE_DELAY: it applies transactions that much later; absent in old records',
        }),
      })
      .nullable()
      .meta({ description: 'the replication channel, or null where none is configured' }),
    semisync: z
      .object({
        sourceEnabled: z.boolean(),
        sourceActive: z.boolean().meta({ description: 'Rpl_semi_sync_source_status' }),
        sourceClients: z.number().int().meta({ description: 'replicas connected that acknowledge' }),
        acknowledged: z.number().int().meta({ description: 'Rpl_semi_sync_source_yes_tx' }),
        unacknowledged: z.number().int().meta({ description: 'Rpl_semi_sync_source_no_tx' }),
        waiting: z.number().int().meta({ description: 'sessions that wait for an acknowledgement' }),
        replicaEnabled: z.boolean(),
        replicaActive: z.boolean().meta({ description: 'Rpl_semi_sync_replica_status' }),
      })
      .nullable()
      .meta({ description: 'null where the semisync plugins are not loaded' }),
    group: groupSchema.optional().meta({ description: 'absent where Group Replication is not loaded' }),
    freeDiskBytes: z
      .number()
      .nullable()
      .meta({ description: 'free bytes of the data volume, null where not told' }),
  })
  .strict();

/** The same in words of today. */
export function observationOf(state: z.infer<typeof nodeStateSchema>): Observation {
  const { readOnly, superReadOnly, gtidExecuted, source, group: members, ...same } = state;
  const group = members && { ...members, hasMajority: hasMajority(members.members) };
  return {
    ...same,
    engine: 'mysql',
    acceptsWrites: acceptsWrites(readOnly || superReadOnly, group),
    executed: gtidExecuted,
    source: source && sourceOf(source),
    ...(group && { group }),
    raw: { read_only: Number(readOnly), super_read_only: Number(superReadOnly) },
  };
}

function sourceOf({
  gtidReceived: received,
  ...same
}: NonNullable<z.infer<typeof nodeStateSchema>['source']>): NonNullable<Observation['source']> {
  const { receiver, receiverError } = same;
  return { ...same, received, logsPurged: receiver !== 'on' && saysLogsPurged(receiverError) };
}
