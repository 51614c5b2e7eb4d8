import { z } from 'zod';
import { environmentError } from '../../errors.ts';
import { byPackets } from '../holds.ts';
import type { PeerRole } from '../premises.ts';
import { anyService } from '../premises.ts';
import { byPacketFilter } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { cutOff, cutParameters, nextCutId } from '../shared/network/cut.ts';
import type { Whom } from '../shared/network/cut-rules.ts';
import type { Fault, FaultTarget, Peer } from '../types.ts';

const relations = ['replication', 'clients', 'manager', 'vrrp'] as const;
type Relation = (typeof relations)[number];

const parameters = z
  .object({
    relation: z.enum(relations).optional().meta({
      description:
        'the other database nodes, the proxy by which clients come, the manager, or (vrrp) only the advertisements by which hosts agree who has a virtual address',
    }),
    from: z
      .array(z.enum(['primary', 'replica', 'proxy', 'manager']))
      .min(1)
      .refine((roles) => new Set(roles).size === roles.length, 'expected each role once')
      .optional()
      .meta({ description: 'in place of a relation: services that play these roles at this moment' }),
    ...cutParameters,
  })
  .strict()
  .refine(({ relation, from }) => (relation === undefined) !== (from === undefined), {
    error: 'expected either a relation or from (roles)',
  });
type Parameters = z.output<typeof parameters>;

/** A network that is whole for some and cut for others. */
export const fault: Fault<typeof parameters> = {
  name: 'partition',
  description:
    'Cuts the target off from some: one relation, or services of some roles; both ways or one. Everyone else still reaches it. Rules in its own network namespace.',
  disruption: () => 'network',
  parameters,
  agent: byPacketFilter(),
  premises: {
    target: anyService,
    machine: ['nftables'],
    others: ({ relation, from }) =>
      from
        ? { roles: from, named: 'from' }
        : { roles: relation === 'clients' ? [] : rolesOf[relation ?? 'replication'] },
  },
  end: 'healed',
  cutsOff: true,
  unseats: true,
  uses: () => byPackets,
  inject: (targets, wanted, context) => {
    const id = nextCutId('partition');
    const { direction, how } = wanted;
    return onEachTarget(targets, async (target) =>
      cutOff(target, id, { whom: cutOffFrom(target, wanted, context.peers), direction, how }, context),
    );
  },
};

/**
 * Whom a target is to be cut off from. Clients come by the proxy; to the proxy itself, or where there is none, from
 * outside the cluster, as this harness does.
 *
 * @throws DrillError (exit 3) when nothing plays such a role now
 */
export function cutOffFrom(
  target: Pick<FaultTarget, 'service'>,
  { relation, from }: Pick<Parameters, 'relation' | 'from'>,
  peers: readonly Peer[],
): Whom {
  if (relation === 'vrrp') return { protocol: 'vrrp' };
  const others = peers.filter(({ service, address }) => service !== target.service && address !== '');
  const roles = from ?? (relation ? rolesOf[relation] : []);
  const only = others.filter(({ role }) => roles.includes(role)).map(({ address }) => address);
  if (only.length > 0) return { only };
  if (relation === 'clients') return { except: others.map(({ address }) => address) };
  throw environmentError(
    `${target.service}: expected someone else who is ${roles.join(' or ')} to cut it off from, found nobody at this moment.`,
  );
}

/** Advertisements have no role: whoever hears them is meant. */
const rolesOf: Readonly<Record<Relation, readonly PeerRole[]>> = {
  replication: ['primary', 'replica'],
  clients: ['proxy'],
  manager: ['manager'],
  vrrp: [],
};
