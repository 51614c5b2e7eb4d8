import type { Disk } from '../docker/container-acts.ts';
import type { EngineName } from '../engine/observation.ts';
import type { Trait } from '../engine/replication/traits.ts';
import type { Need } from './needs.ts';

/** The roles a service may play when a fault is injected. */
export type PeerRole = 'primary' | 'replica' | 'proxy' | 'manager' | 'backup' | 'other';

/** The roles a target of a fault can have at the moment at which it is injected. */
export const targetKinds = [
  'primary',
  'replica',
  'proxy',
  'manager',
  'other',
] as const satisfies readonly PeerRole[];
export type TargetKind = (typeof targetKinds)[number];

/** On which roles a fault means something, and why on no other. */
export type Aim = { readonly roles: readonly TargetKind[]; readonly because: string };

/** What is done to a container, its processes or its network means something on every service. */
export const anyService: Aim = {
  roles: targetKinds,
  because: 'every service runs in a container of its own',
};

/** Only on database nodes, because of something that no other service has. */
export const databaseNode = (because: string): Aim => ({ roles: ['primary', 'replica'], because });

export const onlyPrimary = (because: string): Aim => ({ roles: ['primary'], because });

export const onlyReplica = (because: string): Aim => ({ roles: ['replica'], because });

/** Roles of which somebody besides its target must be there. */
export type Others = {
  readonly roles: readonly PeerRole[];
  /** The parameter that names them one by one, where one does: then each of them must be there. */
  readonly named?: string;
};

/**
 * What must hold for a fault to mean something. All but `machine` follows from a scenario and its topology, and is asked
 * before anything is started; the role of a target is asked again when the fault is injected.
 */
export type Premises<Parameters = never> = {
  /** The roles that its targets play when it is injected. */
  readonly target: Aim;
  /** The engines on which it means something, and why on no others. */
  readonly engines?: { readonly names: readonly EngineName[]; readonly because: string };
  /** What the kind of replication must be like. */
  readonly replication?: readonly Trait[];
  /** What the machine must have. */
  readonly machine?: readonly Need[];
  /** What the image of a database node must have, in words: those of ha-drill have it. */
  readonly image?: string;
  /** The volume of a node on which it acts: that of its parameter `volume`, where it has one. */
  volume?(parameters: Parameters): Disk['use'];
  /** The folders that it empties, where its parameter `folders` says which: those of the volumes of its target. */
  folders?(parameters: Parameters): readonly string[];
  /** Whom it stands between and its target. */
  others?(parameters: Parameters): Others;
};
