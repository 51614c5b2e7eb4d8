import { z } from 'zod';

/** The engines whose words for a set of transactions can be read (engine/transactions.ts). */
export const engineNames = ['mysql', 'mariadb'] as const;
export type EngineName = (typeof engineNames)[number];

const memberStates = ['ONLINE', 'RECOVERING', 'UNREACHABLE', 'ERROR', 'OFFLINE'] as const;
const memberRoles = ['PRIMARY', 'SECONDARY', ''] as const;

/** A group that agrees on every transaction, as one of its servers sees it. */
const groupSchema = z
  .object({
    name: z.string().meta({ description: 'the identity that all transactions of the group carry' }),
    singlePrimary: z.boolean(),
    state: z.enum(memberStates).meta({ description: 'of this server' }),
    role: z.enum(memberRoles).meta({ description: 'of this server; empty while it is no member' }),
    hasMajority: z.boolean().meta({ description: 'it reaches more than half of the members' }),
    members: z
      .array(z.object({ host: z.string(), state: z.enum(memberStates), role: z.enum(memberRoles) }).strict())
      .meta({ description: 'all members in the view of this server, itself included' }),
  })
  .strict();

/** What one database server says of itself at one instant, in words that do not depend on the engine. */
export const observationSchema = z
  .object({
    engine: z.enum(engineNames).meta({ description: 'in whose words its transactions are written' }),
    serverUuid: z.string().meta({ description: 'the identity that transactions of its own carry' }),
    serverId: z
      .number()
      .int()
      .meta({ description: 'the number that rows of a workload say they were written by' }),
    acceptsWrites: z.boolean().meta({ description: 'it would commit a write of an application now' }),
    executed: z.string().meta({ description: 'all transactions that it has committed, white space removed' }),
    source: z
      .object({
        host: z.string(),
        receiver: z.enum(['on', 'connecting', 'off']),
        applier: z.enum(['on', 'off']),
        received: z.string().meta({ description: 'transactions received since the receiver was set up' }),
        heartbeats: z.number().int().meta({ description: 'heartbeats received since the receiver started' }),
        receiverError: z.string(),
        applierError: z.string(),
        logsPurged: z
          .boolean()
          .meta({ description: 'its source has purged logs that it needs: it cannot catch up by itself' }),
        delaySeconds: z
          .number()
          .int()
          .optional()
          .meta({ description: 'it applies transactions that much later; absent in old records' }),
      })
      .strict()
      .nullable()
      .meta({ description: 'the replication channel, or null where none is configured' }),
    semisync: z
      .object({
        sourceEnabled: z.boolean(),
        sourceActive: z.boolean().meta({ description: 'commits wait for an acknowledgement now' }),
        sourceClients: z.number().int().meta({ description: 'replicas connected that acknowledge' }),
        acknowledged: z.number().int().meta({ description: 'commits that a replica had acknowledged' }),
        unacknowledged: z.number().int().meta({ description: 'commits answered without an acknowledgement' }),
        waiting: z.number().int().meta({ description: 'sessions that wait for an acknowledgement' }),
        replicaEnabled: z.boolean(),
        replicaActive: z.boolean().meta({ description: 'it acknowledges what it receives' }),
      })
      .strict()
      .nullable()
      .meta({ description: 'null where the server has no semisync' }),
    group: groupSchema.optional().meta({ description: 'absent where the server can be in no group' }),
    freeDiskBytes: z
      .number()
      .nullable()
      .meta({ description: 'free bytes of the data volume, null where not told' }),
    raw: z
      .record(z.string(), z.union([z.string(), z.number(), z.null()]))
      .optional()
      .meta({ description: "the engine's own answer, where the words above are derived from it" }),
  })
  .strict();

export type Observation = z.infer<typeof observationSchema>;

/** Whether the server is a member of a group most of which it cannot reach. */
export function lacksMajority({ group }: Observation): boolean {
  return group?.state === 'ONLINE' && !group.hasMajority;
}

/** Whether the server gets transactions from others: it has a source, or is a member of a group. */
export function isAttached(server: Observation): boolean {
  return server.source !== null || isMember(server);
}

/** Whether the server is a member of its group, also while it still catches up. */
export function isMember({ group }: Observation): boolean {
  return group?.state === 'ONLINE' || group?.state === 'RECOVERING';
}

/** Whether the server applies transactions late on purpose. */
export function isDelayed({ source }: Observation): boolean {
  return (source?.delaySeconds ?? 0) > 0;
}

/**
 * The node that speaks for the cluster: the only one that accepts writes, or in a group all of whose members do, the
 * one with the lowest server id. Undefined when no node does, or when several do that should not.
 */
export function leaderOf<Node extends { readonly state: Observation | null }>(
  nodes: Iterable<Node>,
): Node | undefined {
  const writable = [...nodes].flatMap((node) =>
    node.state?.acceptsWrites ? { node, state: node.state } : [],
  );
  const equals = writable.every(({ state }) => state.group?.state === 'ONLINE' && !state.group.singlePrimary);
  if (writable.length > 1 && !equals) return undefined;
  return writable.toSorted((a, b) => a.state.serverId - b.state.serverId)[0]?.node;
}
