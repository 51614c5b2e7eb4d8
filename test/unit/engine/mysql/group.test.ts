import { describe, expect, test } from 'vitest';
import { nextSteps } from '../../../../src/engine/mysql/replication/group/next-steps.ts';
import { routerMetadata } from '../../../../src/engine/mysql/replication/group/router-metadata.ts';
import { groupReplication, groupReplicationMulti } from '../../../../src/engine/mysql/replication/group.ts';
import type { Observation } from '../../../../src/engine/observation.ts';
import { groupName, groupOf, outside, primaryMember, secondaryMember } from '../../../support/group.ts';
import { stateOf } from '../../../support/parts.ts';

describe('a member of a group with one primary', () => {
  const faults = (state: Observation, role: 'primary' | 'replica') =>
    groupReplication.unhealthyBecause(state, role, 2);

  test('is healthy in its own role', () => {
    expect(faults(primaryMember(), 'primary')).toEqual([]);
    expect(faults(secondaryMember(2), 'replica')).toEqual([]);
  });

  test.each([
    ['it is no member', secondaryMember(2, outside), 'is OFFLINE in its group, expected ONLINE'],
    [
      'it catches up',
      secondaryMember(2, { state: 'RECOVERING' }),
      'is RECOVERING in its group, expected ONLINE',
    ],
    ['it misses one', secondaryMember(2, {}, ['db3']), 'sees 2 of 3 members online'],
    ['it is alone', secondaryMember(2, {}, ['db1', 'db3']), 'reaches no majority of its group'],
    [
      'all may write',
      secondaryMember(2, { singlePrimary: false }),
      'its group has many primaries, expected otherwise',
    ],
    [
      'it leads',
      primaryMember({}, [], 2),
      'is PRIMARY while it is the replica,writable, expected a read-only secondary',
    ],
    ['it is no group', stateOf(2), 'is not set up as a member of a group'],
  ])('is unhealthy when %s', (_, state, reason) => {
    expect(faults(state, 'replica').join()).toBe(reason);
  });
});

test('in a group where all write, a member that does not is unhealthy', () => {
  const faults = (state: Observation) => groupReplicationMulti.unhealthyBecause(state, 'primary', 2);
  expect(faults(primaryMember({ singlePrimary: false }))).toEqual([]);
  expect(faults(secondaryMember(2, { singlePrimary: false }))).toEqual([
    'read-only, expected a member that accepts writes',
  ]);
  expect(faults(primaryMember())).toEqual(['its group has a single primary, expected otherwise']);
});

describe('what an operator has to do for a group', () => {
  const steps = (states: Readonly<Record<string, Observation>>) =>
    nextSteps(new Map(Object.entries(states)), ['db1', 'db2', 'db3']);
  const step = (states: Readonly<Record<string, Observation>>) => steps(states)[0];
  const left = (id: number, gtids = '1-9') =>
    stateOf(id, {
      executed: `${groupName}:${gtids}`,
      group: groupOf({ state: 'ERROR', role: '', members: [] }),
    });

  test('nothing while all are members, also when one catches up', () => {
    expect(step({ db1: primaryMember(), db2: secondaryMember(2), db3: secondaryMember(3) })).toBeUndefined();
    const joining = secondaryMember(3, { state: 'RECOVERING' });
    expect(step({ db1: primaryMember(), db2: secondaryMember(2), db3: joining })).toBeUndefined();
  });

  test('let one join again that is out of a group that lives, also while another does not answer', () => {
    expect(step({ db1: primaryMember({}, ['db2']), db3: left(3) })).toMatchObject({
      node: 'db3',
      text: 'let db3 join its group again: it is ERROR',
    });
  });

  test('let each of those that are out join again, one after the other', () => {
    const joins = steps({ db1: primaryMember(), db2: left(2), db3: left(3) });
    expect(joins.map(({ node }) => node)).toEqual(['db2', 'db3']);
  });

  test('let the only member left go on alone, once the others surely are no members', () => {
    const survivor = secondaryMember(2, {}, ['db1', 'db3']);
    expect(step({ db1: left(1), db2: survivor, db3: left(3) })).toMatchObject({
      node: 'db2',
      text: expect.stringContaining('let db2 go on alone'),
    });
    expect(step({ db1: left(1), db2: survivor })).toBeUndefined();
  });

  test('start a group anew of which nobody is left, with the one that has everything', () => {
    expect(step({ db1: left(1, '1-9'), db2: left(2, '1-11'), db3: left(3, '1-10') })).toMatchObject({
      node: 'db2',
      text: expect.stringContaining('start the group anew with db2'),
    });
  });

  test('but not while one does not answer, which may have more, nor when each has what another lacks', () => {
    expect(step({ db1: left(1), db2: left(2) })).toBeUndefined();
    expect(step({ db1: left(1, '1-9:11'), db2: left(2, '1-10'), db3: left(3) })).toBeUndefined();
  });

  test('nothing for two members that lost the third and each other: they must be asked by somebody who knows why', () => {
    const alone = (id: number) =>
      secondaryMember(
        id,
        {},
        ['db1', 'db2', 'db3'].filter((name) => name !== `db${id}`),
      );
    expect(step({ db1: left(1), db2: alone(2), db3: alone(3) })).toBeUndefined();
  });
});

test("Router's metadata names every member, and nothing of it can break out of its quotes", () => {
  const text = routerMetadata(
    [
      { uuid: "u'1", host: 'db1' },
      { uuid: 'u2', host: 'db2' },
    ],
    "r'",
  ).join('\n');
  expect(text).toContain("'db1:3306', 'db1:3306', 'u\\'1', 'db1:3306', 'db1:33060'");
  expect(text).toContain("'u2'");
  expect(text).toContain("TO 'r\\''@'%'");
});
