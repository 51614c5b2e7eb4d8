import { expect, test } from 'vitest';
import { withServiceNames } from '../../../src/observe/service-names.ts';
import { primaryMember } from '../../support/group.ts';
import { replicaState } from '../drill/samples.ts';

const nameOf = (host: string): string => ({ '10.0.0.1': 'db1', '0123456789ab': 'db2' })[host] ?? host;

test('the source of a replica is called by its service; what the server said is in its own answer', () => {
  const replica = replicaState({ executed: 'u:1', received: 'u:1' }, '10.0.0.1');
  const named = withServiceNames(replica, nameOf);
  expect(named.source?.host).toBe('db1');
  expect(named.raw).toMatchObject({ source_host: '10.0.0.1' });
  expect({ ...named, source: replica.source, raw: replica.raw }).toEqual(replica);
});

test('a host that nobody knows, and one that is called so already, stay as they are', () => {
  for (const host of ['db1', 'elsewhere.example.com']) {
    const replica = replicaState({ executed: 'u:1', received: 'u:1' }, host);
    expect(withServiceNames(replica, nameOf)).toEqual(replica);
  }
});

test('members of a group are called by their services', () => {
  const member = primaryMember();
  const [first] = member.group?.members ?? [];
  const strange = {
    ...member,
    group: member.group && { ...member.group, members: first ? [{ ...first, host: '0123456789ab' }] : [] },
  };
  expect(withServiceNames(strange, nameOf).group?.members.map(({ host }) => host)).toEqual(['db2']);
});
