import { z } from 'zod';
import { acceptsWrites, hasMajority, saysLogsPurged } from '../engine/mysql/words.ts';
import { type Observation, observationSchema } from '../engine/observation.ts';

const { source, semisync, group } = observationSchema.shape;
const groupBefore = group.unwrap().omit({ hasMajority: true });
const sourceBefore = source.unwrap().omit({ received: true, logsPurged: true });

/** How records of the first formats keep the state of a server: in the words of MySQL. */
export const nodeStateSchema = z.strictObject({
  serverUuid: z.string(),
  serverId: z.number().int(),
  readOnly: z.boolean(),
  superReadOnly: z.boolean(),
  gtidExecuted: z.string(),
  source: sourceBefore.extend({ gtidReceived: z.string() }).nullable(),
  semisync,
  group: groupBefore.optional(),
  freeDiskBytes: z.number().nullable(),
});

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
