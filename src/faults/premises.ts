import { environmentError } from '../errors.ts';
import type { Fault, FaultTarget, PeerRole } from './types.ts';

/** The roles a target of a fault can have at the moment at which it is injected. */
export const targetKinds = ['primary', 'replica', 'proxy', 'manager'] as const satisfies readonly PeerRole[];
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

/** Refuses targets of other roles. @throws DrillError (exit 3) that says why the fault makes no sense there */
export function requireAim(
  { name, aim }: Pick<Fault, 'name' | 'aim'>,
  targets: readonly FaultTarget[],
): void {
  const unfit = targets.find(({ role }) => !aim.roles.some((one) => one === role));
  if (!unfit) return;
  const message = `${name} needs a ${aim.roles.join(' or a ')}: ${unfit.service} plays the role "${unfit.role}".`;
  throw environmentError(message, { hint: aim.because });
}
