import type { Observation } from '../observation.ts';
import { unhealthyBecause as unhealthyAsync } from './async-health.ts';
import { unfitPrimary } from './channel-health.ts';
import { unhealthyWithAllPrimary, unhealthyWithOnePrimary } from './group-health.ts';
import { unhealthyBecause as unhealthySemisync } from './semisync-health.ts';
import type { Trait } from './traits.ts';

/** What a kind of replication promises, and how it looks when it is well: all that judging it takes, without a server. */
export type ReplicationKind = {
  readonly kind: string;
  /** What it promises. */
  readonly traits: readonly Trait[];
  /**
   * Why a node with this state is not a healthy member of a cluster with this many `replicas` (those that lag on
   * purpose not counted); none when it is.
   */
  unhealthyBecause(state: Observation, role: 'primary' | 'replica', replicas: number): string[];
};

/** Every kind, by the name that topologies use; what acts on its servers is in the list beside this. */
export const kinds = {
  semisync: {
    kind: 'semisync',
    traits: ['several-nodes', 'one-writer', 'copies', 'channel', 'binary-logs', 'acknowledgement'],
    unhealthyBecause: unhealthySemisync,
  },
  // It promises no more than async does: after the time-out of its source a write is answered without a replica.
  'semisync-with-timeout': {
    kind: 'semisync-with-timeout',
    traits: ['several-nodes', 'one-writer', 'copies', 'channel', 'binary-logs'],
    unhealthyBecause: unhealthySemisync,
  },
  async: {
    kind: 'async',
    traits: ['several-nodes', 'one-writer', 'copies', 'channel', 'binary-logs'],
    unhealthyBecause: unhealthyAsync,
  },
  standalone: { kind: 'standalone', traits: ['one-writer', 'binary-logs'], unhealthyBecause: unfitPrimary },
  'shared-volume': {
    kind: 'shared-volume',
    traits: ['several-nodes', 'one-writer', 'one-server', 'binary-logs'],
    unhealthyBecause: unfitPrimary,
  },
  'group-replication': {
    kind: 'group-replication',
    traits: ['several-nodes', 'one-writer', 'copies', 'binary-logs'],
    unhealthyBecause: unhealthyWithOnePrimary,
  },
  'group-replication-multi': {
    kind: 'group-replication-multi',
    traits: ['several-nodes', 'copies', 'binary-logs'],
    unhealthyBecause: unhealthyWithAllPrimary,
  },
  // Every member accepts writes; a proxy or a driver keeps them to one. Members send each other write sets, and as a rule
  // keep no binary log.
  galera: { kind: 'galera', traits: ['several-nodes', 'copies'], unhealthyBecause: unhealthyWithAllPrimary },
} as const satisfies Record<string, ReplicationKind>;

export type ReplicationName = keyof typeof kinds;
export const replicationNames = Object.keys(kinds) as [ReplicationName, ...ReplicationName[]];

/** The kind of that name; undefined for a name that is none. */
export function kindNamed(name: string): ReplicationKind | undefined {
  return Object.values<ReplicationKind>(kinds).find(({ kind }) => kind === name);
}
