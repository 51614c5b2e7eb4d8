import { describe, expect, test } from 'vitest';
import { isAttached, leaderOf, type Observation } from '../../../src/engine/observation.ts';
import { surplusOf } from '../../../src/engine/surplus.ts';
import { groupName, groupOf } from '../../support/group.ts';
import { stateOf, writable } from '../../support/parts.ts';

const node = (serverId: number, changes: Partial<Observation>) => ({ state: stateOf(serverId, changes) });

describe('who leads', () => {
  const multi = groupOf({ singlePrimary: false });
  test('the only writable node, and nobody when there are two', () => {
    expect(leaderOf([node(1, {}), node(2, writable)])?.state.serverId).toBe(2);
    expect(leaderOf([node(1, writable), node(2, writable)])).toBeUndefined();
    expect(leaderOf([node(1, {}), { state: null }])).toBeUndefined();
  });

  test('the first of those that may all write', () => {
    const all = [3, 2, 1].map((id) => node(id, { ...writable, group: multi }));
    expect(leaderOf(all)?.state.serverId).toBe(1);
  });

  test('nobody when one of them writes outside the group', () => {
    const outside = { ...multi, state: 'OFFLINE' as const };
    const all = [node(1, { ...writable, group: multi }), node(2, { ...writable, group: outside })];
    expect(leaderOf(all)).toBeUndefined();
  });
});

test('a node gets transactions by a source or from a group', () => {
  expect(isAttached(stateOf(1, { group: groupOf() }))).toBe(true);
  expect(isAttached(stateOf(1, { group: groupOf({ state: 'ERROR' }) }))).toBe(false);
  expect(isAttached(stateOf(1, {}))).toBe(false);
});

describe('what a node has and its leader has not', () => {
  const surplus = (ofNode: Partial<Observation>, ofLeader: Partial<Observation>) => {
    const other = 'bbbbbbbb-0000-0000-0000-00000000000b';
    const leader = stateOf(1, { executed: `${groupName}:1-10`, ...ofLeader });
    const executed = `${groupName}:1-12,${other}:1`;
    return String(surplusOf(stateOf(2, { executed, ...ofNode }), leader));
  };
  test('is all of it between servers, and what the group did not agree on between its members', () => {
    const group = groupOf();
    expect(surplus({}, {})).toBe(`${groupName}:11-12,bbbbbbbb-0000-0000-0000-00000000000b:1`);
    expect(surplus({ group }, { group })).toBe('bbbbbbbb-0000-0000-0000-00000000000b:1');
    const catchingUp = groupOf({ state: 'RECOVERING' });
    expect(surplus({ group: catchingUp }, { group })).toBe('bbbbbbbb-0000-0000-0000-00000000000b:1');
  });

  test('is all of it where the node is not, or no longer, a member', () => {
    const left = groupOf({ state: 'ERROR' });
    expect(surplus({ group: left }, { group: groupOf() })).toContain(`${groupName}:11-12`);
    const stranger = groupOf({ name: 'cccccccc-0000-0000-0000-00000000000c' });
    expect(surplus({ group: stranger }, { group: groupOf() })).toContain(`${groupName}:11-12`);
  });
});
