import type { Observation } from '../observation.ts';

type Group = NonNullable<Observation['group']>;

/** Whether most members of a group are in reach, by the states in which one of them sees all. */
export function hasMajority(members: readonly Pick<Group['members'][number], 'state'>[]): boolean {
  const reached = members.filter(({ state }) => state === 'ONLINE' || state === 'RECOVERING').length;
  return 2 * reached > members.length;
}

/**
 * Whether a server can acknowledge writes of applications: it is not read-only, and its group lets it commit. A member
 * without a majority keeps its settings, but every commit waits, and is rolled back in the end. While a server catches up
 * or has been expelled (ERROR), Group Replication refuses all transactions. Once it is stopped, nobody does.
 */
export function acceptsWrites(
  readOnly: boolean,
  group: Pick<Group, 'state' | 'hasMajority'> | undefined,
): boolean {
  if (readOnly) return false;
  if (!group || group.state === 'OFFLINE') return true;
  return group.state === 'ONLINE' && group.hasMajority;
}

/** Whether a receiver says that its source has purged binary logs that it needs (ER_SOURCE_FATAL_ERROR_READING_BINLOG). */
export function saysLogsPurged(receiverError: string): boolean {
  return /fatal error 1236.* purged required/s.test(receiverError);
}
