import { describe, expect, test } from 'vitest';
import type { Rules } from '../../../../src/programs/manager/decide/rules.ts';
import type { ManagerState } from '../../../../src/programs/manager/decide/state.ts';
import { decideOnSwitchover, unfitBecause } from '../../../../src/programs/manager/decide/switchover.ts';
import { deafFor, factsOf, nowMs, type PlantedNode, silentFor, source, termOf } from './planted-facts.ts';

type Cluster = Readonly<Record<string, PlantedNode | 'unseen'>>;

const mib = 2 ** 20;
const withDisk = (freeDiskBytes: number | null): PlantedNode => ({ state: { freeDiskBytes } });

function decided(planted: Cluster, changes: Partial<ManagerState> = {}, rules: Partial<Rules> = {}) {
  return decideOnSwitchover(termOf(changes), 'db1', factsOf(planted, rules));
}

describe('a primary whose disk is nearly full', () => {
  const rules = { minFreeDiskBytes: 512 * mib };
  const full = { db1: withDisk(100 * mib) };

  test('is replaced in a hurry by one that has room, for a reason in people’s words', () => {
    expect(decided(full, {}, rules)).toEqual({
      state: termOf({ lastSwitchoverAtMs: nowMs }),
      events: [],
      decision: {
        kind: 'switchover',
        from: 'db1',
        to: 'db2',
        reason: 'db1 has 100 MB of free disk, less than 512 MB',
        urgent: true,
      },
    });
  });

  test.each<[string, Cluster, Partial<ManagerState>]>([
    ['it has just enough', { db1: withDisk(512 * mib) }, {}],
    ['nobody knows how full it is', { db1: withDisk(null) }, {}],
    ['it does not answer', { db1: { ...withDisk(1), ...silentFor(10) } }, {}],
    ['it was never seen', { db1: 'unseen' }, {}],
    ['nobody else is fit', { ...full, db2: silentFor(10), db3: withDisk(511 * mib) }, {}],
    ['a failover is not long ago', full, { lastFailoverAtMs: nowMs - 2999 }],
    ['a switchover is not long ago', full, { lastSwitchoverAtMs: nowMs - 2999 }],
  ])('not where %s', (_what, planted, changes) => {
    expect(decided(planted, changes, rules)).toBeUndefined();
  });

  test('is replaced again after a rest', () => {
    const changes = { lastFailoverAtMs: nowMs - 3000, lastSwitchoverAtMs: nowMs - 3000 };
    expect(decided(full, changes, rules)?.decision.kind).toBe('switchover');
  });
});

describe('a switchover on request', () => {
  const ask = (to: string | null, planted: Cluster = {}, rules: Partial<Rules> = {}) =>
    decided(planted, { requested: { to, reason: 'maintenance of the host' } }, rules);

  test('goes to whom was asked for, without a hurry, and is asked for no longer', () => {
    expect(ask('db3')).toEqual({
      state: termOf({ requested: null, lastSwitchoverAtMs: nowMs }),
      events: [],
      decision: {
        kind: 'switchover',
        from: 'db1',
        to: 'db3',
        reason: 'maintenance of the host',
        urgent: false,
      },
    });
  });

  test.each<[string, Partial<Rules>, string]>([
    ['the first that is fit', {}, 'db2'],
    ['the preferred one', { priorities: { db3: 'prefer' } }, 'db3'],
    ['not the preferred one where it is the primary', { priorities: { db1: 'prefer' } }, 'db2'],
    ['none with the priority never', { priorities: { db2: 'never' } }, 'db3'],
  ])('to anybody goes to %s', (_what, rules, to) => {
    expect(ask(null, {}, rules)?.decision).toMatchObject({ to });
  });

  test('that cannot be is told, and forgotten', () => {
    const refused = (text: string) => ({
      state: termOf({ requested: null }),
      events: [{ type: 'switchover-failed', text: `no switchover: ${text}` }],
      decision: { kind: 'wait' },
    });
    expect(ask('db9')).toEqual(refused('there is no node db9'));
    expect(ask(null, { db2: 'unseen', db3: silentFor(10) })).toEqual(
      refused('no replica is fit to be the primary'),
    );
  });
});

describe('who is fit to be the primary', () => {
  const unfit = (
    node: string,
    planted: Cluster = {},
    changes: Partial<ManagerState> = {},
    rules: Partial<Rules> = {},
  ) => unfitBecause(termOf(changes), 'db1', factsOf(planted, rules), node);

  test('a replica that keeps up, whatever its disk says where no limit was set', () => {
    expect(unfit('db2')).toBeUndefined();
    expect(unfit('db2', { db2: withDisk(0) })).toBeUndefined();
    expect(unfit('db2', { db2: withDisk(512) }, {}, { minFreeDiskBytes: 512 })).toBeUndefined();
  });

  test.each<[string, string, Cluster, Partial<ManagerState>, Partial<Rules>]>([
    ['db1 is the primary already', 'db1', {}, {}, {}],
    ['there is no node db9', 'db9', {}, {}, {}],
    ['db2 has the priority never', 'db2', {}, {}, { priorities: { db2: 'never' } }],
    ['db2 lags on purpose', 'db2', {}, {}, { delays: { db2: 60 } }],
    ['db2 has errant transactions', 'db2', {}, { errant: { db2: 'x:1' } }, {}],
    ['db2 lost transactions of its own', 'db2', {}, { lostTails: { db2: 'x:1' } }, {}],
    ['db2 does not answer', 'db2', { db2: silentFor(10) }, {}, {}],
    ['db2 does not answer', 'db2', { db2: 'unseen' }, {}, {}],
    [
      'db2 is in maintenance (read_only without super_read_only)',
      'db2',
      { db2: { state: { superReadOnly: false } } },
      {},
      {},
    ],
    ['db2 does not receive from db1', 'db2', { db2: deafFor(1000) }, {}, {}],
    ['db2 does not apply', 'db2', { db2: { state: { source: { ...source, applier: 'off' } } } }, {}, {}],
    ['db2 has only 3 MB of free disk', 'db2', { db2: withDisk(3 * mib) }, {}, { minFreeDiskBytes: 4 * mib }],
  ])('not whoever: %s', (because, node, planted, changes, rules) => {
    expect(unfit(node, planted, changes, rules)).toBe(because);
  });
});
