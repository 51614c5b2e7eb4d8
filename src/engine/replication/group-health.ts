import { lacksMajority, type Observation } from '../observation.ts';

/** Why a server is not a healthy member of a group with one primary and this many other members; none when it is. */
export function unhealthyWithOnePrimary(
  state: Observation,
  role: 'primary' | 'replica',
  replicas: number,
): string[] {
  const faults = unfitMember(state, replicas + 1, true);
  if (faults.length > 0) return faults;
  const expected = role === 'primary' ? 'PRIMARY' : 'SECONDARY';
  if (state.group?.role !== expected) faults.push(`is ${state.group?.role} while it is the ${role}`);
  if (role === 'replica' && state.acceptsWrites) faults.push('writable, expected a read-only secondary');
  return faults;
}

/** Why a server is not a healthy member of a group in which all accept writes. */
export function unhealthyWithAllPrimary(state: Observation, _role: string, replicas: number): string[] {
  const faults = unfitMember(state, replicas + 1, false);
  if (faults.length === 0 && !state.acceptsWrites)
    faults.push('read-only, expected a member that accepts writes');
  return faults;
}

function unfitMember(state: Observation, size: number, singlePrimary: boolean): string[] {
  const { group } = state;
  if (!group) return ['is not set up as a member of a group'];
  if (group.state !== 'ONLINE') return [`is ${group.state} in its group, expected ONLINE`];
  if (lacksMajority(state)) return ['reaches no majority of its group'];
  const faults: string[] = [];
  const online = group.members.filter((member) => member.state === 'ONLINE').length;
  if (online < size) faults.push(`sees ${online} of ${size} members online`);
  if (group.singlePrimary !== singlePrimary) {
    faults.push(
      `its group has ${group.singlePrimary ? 'a single primary' : 'many primaries'}, expected otherwise`,
    );
  }
  return faults;
}
