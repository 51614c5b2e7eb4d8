import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../src/engine/observation.ts';
import { kinds, type ReplicationKind } from '../../../src/engine/replication/kinds.ts';
import type { DrillEvent } from '../../../src/history/schema.ts';
import { roleChanges } from '../../../src/observe/role-changes.ts';
import { type Group, primaryMember, secondaryMember } from '../../support/group.ts';
import { sampleIn } from '../drill/samples.ts';

type Told = readonly [node: string, state: Observation | null, askedAtMs: number];

/** What is told of a list of samples. */
function tellOf(...samples: readonly Told[]): DrillEvent[] {
  return tellIn(kinds.semisync, samples);
}

function tellIn(kind: ReplicationKind, samples: readonly Told[]): DrillEvent[] {
  const events: DrillEvent[] = [];
  const tell = roleChanges((event) => events.push(event), kind);
  for (const [node, state, askedAtMs] of samples) tell(sampleIn(node, state, askedAtMs));
  return events;
}

function member(
  id: number,
  isPrimary: boolean,
  missing: readonly string[] = [],
  changes: Partial<Group> = {},
) {
  return isPrimary ? primaryMember(changes, missing, id) : secondaryMember(id, changes, missing);
}

describe('another node takes over', () => {
  test('it is told once, with the sample before which it had not', () => {
    const events = tellOf(
      ['db1', member(1, true), 0],
      ['db2', member(2, false), 10],
      ['db2', member(2, true), 110],
      ['db1', member(1, false), 120],
      ['db2', member(2, true), 210],
    );
    expect(events).toEqual([
      expect.objectContaining({ atMs: 111, type: 'promoted', node: 'db2', data: { notBeforeMs: 10 } }),
    ]);
  });

  test('but not when the first node opens, nor when it closes and opens again, or falls silent and is back', () => {
    const open: Told = ['db1', member(1, true), 0];
    expect(tellOf(['db1', member(1, false), 0], open)).toEqual([]);
    expect(tellOf(open, ['db1', member(1, false), 10], ['db1', member(1, true), 20])).toEqual([]);
    expect(tellOf(open, ['db1', null, 10], ['db1', member(1, true), 20])).toEqual([]);
  });

  test('a former primary that answers again as writable has not been promoted', () => {
    const events = tellOf(
      ['db1', member(1, true), 0],
      ['db1', null, 100],
      ['db2', member(2, true), 150],
      ['db1', member(1, true), 200],
    );
    expect(events.map(({ node }) => node)).toEqual(['db2']);
  });

  test('but it is where one volume is shared, and its host refused connections meanwhile', () => {
    const back = tellIn(kinds['shared-volume'], [
      ['db1', member(1, true), 0],
      ['db1', null, 100],
      ['db2', member(2, true), 150],
      ['db1', null, 200],
      ['db2', null, 250],
      ['db1', member(1, true), 300],
    ]);
    expect(back.map(({ node }) => node)).toEqual(['db2', 'db1']);
  });

  test('nor is it promoted while the one that took over is silent for a moment: two accept writes', () => {
    const events = tellOf(
      ['db1', member(1, true), 0],
      ['db1', null, 100],
      ['db2', member(2, true), 150],
      ['db1', member(1, true), 200],
      ['db2', null, 250],
      ['db1', member(1, true), 300],
      ['db2', member(2, true), 350],
      ['db1', null, 400],
      ['db2', member(2, true), 450],
    );
    expect(events.map(({ type, node }) => `${type} ${node}`)).toEqual(['promoted db2']);
  });

  test('but it is once it said that it accepts none, and then does', () => {
    const events = tellOf(
      ['db1', member(1, true), 0],
      ['db1', null, 100],
      ['db2', member(2, true), 150],
      ['db1', member(1, false), 200],
      ['db2', null, 250],
      ['db1', member(1, true), 300],
    );
    expect(events.map(({ type, node }) => `${type} ${node}`)).toEqual(['promoted db2', 'promoted db1']);
  });

  test('nor has one that was cut off, and takes itself for the primary until it hears that it was expelled', () => {
    const events = tellOf(
      ['db1', member(1, true), 0],
      ['db1', member(1, true, ['db2', 'db3']), 100],
      ['db2', member(2, true), 150],
      ['db1', member(1, true), 200],
      ['db2', member(2, true), 250],
      ['db1', member(1, false), 300],
      ['db2', member(2, true), 350],
    );
    expect(events.map(({ type, node }) => `${type} ${node}`)).toEqual(['promoted db2']);
  });

  test('one that is writable a moment before the other is not is told as of its own first sample', () => {
    const events = tellOf(
      ['db1', member(1, true), 0],
      ['db2', member(2, true), 50],
      ['db1', member(1, true), 100],
      ['db1', member(1, false), 200],
    );
    expect(events).toMatchObject([{ type: 'promoted', node: 'db2', atMs: 51 }]);
  });

  test('nobody takes over where all may write', () => {
    const all = { singlePrimary: false };
    expect(tellOf(['db1', member(1, true, [], all), 0], ['db2', member(2, true, [], all), 10])).toEqual([]);
  });
});

describe('a member of a group in which all write is left out', () => {
  const all = { singlePrimary: false };
  const sees = (id: number, ...missing: string[]) => member(id, true, missing, all);
  const before: Told[] = [
    ['db2', sees(2), 0],
    ['db3', sees(3), 1],
  ];

  test('it is told once, by the first that no longer reaches it', () => {
    const events = tellOf(...before, ['db2', sees(2, 'db1'), 10], ['db3', sees(3, 'db1'), 20]);
    expect(events).toMatchObject([
      { atMs: 11, type: 'failure-detected', node: 'db1', data: { notBeforeMs: 0 } },
    ]);
    const gone = sees(2);
    gone.group?.members.shift();
    expect(tellOf(...before, ['db2', gone, 10])).toMatchObject([{ type: 'failure-detected', node: 'db1' }]);
  });

  test('again when it was back, and not for one that was never there', () => {
    const events = tellOf(
      ...before,
      ['db2', sees(2, 'db1'), 10],
      ['db2', sees(2), 20],
      ['db2', sees(2, 'db1'), 30],
    );
    expect(events.map(({ atMs }) => atMs)).toEqual([11, 31]);
    expect(tellOf(['db2', sees(2, 'db1'), 0], ['db2', sees(2, 'db1'), 10])).toEqual([]);
  });

  test('not by one that lost its majority', () => {
    expect(tellOf(...before, ['db2', sees(2, 'db1', 'db3'), 10])).toEqual([]);
  });
});

describe('the primary is missed', () => {
  const before: Told = ['db1', member(1, true), 0];
  test('it is told once by the first member of the majority that does, whether unreachable or expelled', () => {
    const misses = member(2, false, ['db1']);
    const events = tellOf(before, ['db2', misses, 10], ['db3', misses, 20]);
    expect(events).toMatchObject([{ atMs: 11, type: 'failure-detected', node: 'db1' }]);
    const expelled = member(2, false);
    expelled.group?.members.shift();
    expect(tellOf(before, ['db2', expelled, 10])).toMatchObject([{ type: 'failure-detected', node: 'db1' }]);
  });

  test('not by a member that lost its majority: it is cut off itself', () => {
    expect(tellOf(before, ['db2', member(2, false, ['db1', 'db3']), 10])).toEqual([]);
  });

  test('once, though another member still reaches it for a while', () => {
    const misses = member(2, false, ['db1']);
    const events = tellOf(before, ['db2', misses, 10], ['db3', member(3, false), 20], ['db2', misses, 30]);
    expect(events).toHaveLength(1);
  });

  test('again, when it came back in between', () => {
    const misses = member(2, false, ['db1']);
    const events = tellOf(before, ['db2', misses, 10], ['db2', member(2, false), 20], ['db2', misses, 30]);
    expect(events.map(({ atMs }) => atMs)).toEqual([11, 31]);
  });
});
