import { hasMajority } from '../../src/engine/mysql/words.ts';
import type { Observation } from '../../src/engine/observation.ts';
import { stateOf, writable } from './parts.ts';

export type Group = NonNullable<Observation['group']>;

export const groupName = 'aaaaaaaa-0000-0000-0000-00000000000a';

/** A group of `db1`, `db2` and `db3` as one of them sees it; those in `missing` are unreachable. */
export function groupOf(changes: Partial<Group> = {}, missing: readonly string[] = []): Group {
  const members = ['db1', 'db2', 'db3'].map((host) => ({
    host,
    state: missing.includes(host) ? ('UNREACHABLE' as const) : ('ONLINE' as const),
    role: host === 'db1' ? ('PRIMARY' as const) : ('SECONDARY' as const),
  }));
  const group = {
    name: groupName,
    singlePrimary: true,
    state: 'ONLINE',
    role: 'SECONDARY',
    members,
  } as const;
  const seen = changes.members ?? members;
  return { ...group, hasMajority: hasMajority(seen), ...changes };
}

/** Of a server that is in no group. */
export const outside: Partial<Group> = { state: 'OFFLINE', role: '', members: [] };

/** The primary of a group: the server with the id 1 unless told otherwise. */
export function primaryMember(changes: Partial<Group> = {}, missing: readonly string[] = [], serverId = 1) {
  return stateOf(serverId, { ...writable, group: groupOf({ role: 'PRIMARY', ...changes }, missing) });
}

/** A secondary of a group. */
export function secondaryMember(
  serverId: number,
  changes: Partial<Group> = {},
  missing: readonly string[] = [],
) {
  return stateOf(serverId, { group: groupOf(changes, missing) });
}
