import { z } from 'zod';

/** What one database server says about itself at one instant. Recorded as it was answered, not interpreted. */
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
    freeDiskBytes: z
      .number()
      .nullable()
      .meta({ description: 'free bytes of the data volume, null where not told' }),
  })
  .strict();

export type NodeState = z.infer<typeof nodeStateSchema>;

/** Whether the node accepts writes from applications. */
export function isWritable(state: NodeState): boolean {
  return !state.readOnly && !state.superReadOnly;
}
