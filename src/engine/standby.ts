import type { Observation } from './observation.ts';
import type { ReplicationKind } from './replication/kinds.ts';

/**
 * Whether a node is as it should be without a server: its host refuses connections, since the server of the volume that all
 * share runs on another one. A host that is gone is silent. Whether it could take over is not known from that.
 */
export function standsBy(
  { traits }: Pick<ReplicationKind, 'traits'>,
  { state, error }: { readonly state: Observation | null; readonly error: string | null },
): boolean {
  return traits.includes('one-server') && state === null && error?.includes('ECONNREFUSED') === true;
}
