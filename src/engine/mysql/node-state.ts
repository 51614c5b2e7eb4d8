import { z } from 'zod';

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

export type NodeState = z.infer<typeof nodeStateSchema>;

/** Whether the node can acknowledge writes of applications: it is not read-only, and its group lets it commit. */
export function isWritable(state: NodeState): boolean {
  return !state.readOnly && !state.superReadOnly && mayCommit(state);
}

/**
 * A member without a majority keeps its settings, but every commit waits, and is rolled back in the end. While a server
 * catches up or has been expelled (ERROR), Group Replication refuses all transactions. Once it is stopped, nobody does.
 */
function mayCommit(state: NodeState): boolean {
  const { group } = state;
  if (!group || group.state === 'OFFLINE') return true;
  return group.state === 'ONLINE' && !lacksMajority(state);
}

/** Whether the node is a member of a group most of which it cannot reach. */
export function lacksMajority({ group }: NodeState): boolean {
  if (group?.state !== 'ONLINE') return false;
  const reached = group.members.filter(({ state }) => state === 'ONLINE' || state === 'RECOVERING').length;
  return 2 * reached <= group.members.length;
}

/** Whether the node gets transactions from others: it has a source, or is a member of a group. */
export function isAttached(state: NodeState): boolean {
  return state.source !== null || isMember(state);
}

/** Whether the node is a member of its group, also while it still catches up. */
export function isMember({ group }: NodeState): boolean {
  return group?.state === 'ONLINE' || group?.state === 'RECOVERING';
}

/** Whether the node applies transactions late on purpose. */
export function isDelayed({ source }: NodeState): boolean {
  return (source?.delaySeconds ?? 0) > 0;
}

/**
 * The node that speaks for the cluster: the only one that accepts writes, or in a group all of whose members do, the
 * one with the lowest server id. Undefined when no node does, or when several do that should not.
 */
export function leaderOf<Node extends { readonly state: NodeState | null }>(
  nodes: Iterable<Node>,
): Node | undefined {
  const writable = [...nodes].flatMap((node) =>
    node.state && isWritable(node.state) ? { node, state: node.state } : [],
  );
  const equals = writable.every(({ state }) => state.group?.state === 'ONLINE' && !state.group.singlePrimary);
  if (writable.length > 1 && !equals) return undefined;
  return writable.toSorted((a, b) => a.state.serverId - b.state.serverId)[0]?.node;
}
