import { describe, expect, test } from 'vitest';
import {
  beginTerm,
  initialState,
  type Restarted,
  sealTerm,
  withFollower,
} from '../../../../src/programs/manager/decide/state.ts';
import { track } from '../../../../src/programs/manager/decide/track.ts';
import {
  deafFor,
  factsOf,
  nowMs,
  type PlantedNode,
  silentFor,
  source,
  termOf,
  written,
} from './planted-facts.ts';

type Cluster = Readonly<Record<string, PlantedNode | 'unseen'>>;

const seen = (planted: Cluster, state = termOf(), sinceMs = 0) => track(state, factsOf(planted, { sinceMs }));

describe('the primary', () => {
  test('that falls silent is suspected, and that is told once', () => {
    const { state, events } = seen({ db1: silentFor(10, 'refused') });
    expect(state.suspected).toBe(true);
    expect(events).toEqual([
      {
        type: 'primary-suspected',
        node: 'db1',
        text: 'db1 does not answer: no answer (refused)',
        data: { how: 'refused' },
      },
    ]);
    expect(seen({ db1: silentFor(10) }, state).events).toEqual([]);
  });

  test('whose polls do not even fail is silent', () => {
    expect(seen({ db1: { aliveAtMs: nowMs - 300 } }).events).toMatchObject([
      { text: 'db1 does not answer: silence', data: { how: 'silent' } },
    ]);
  });

  test('that answers again is told, and what was refused because of it may be refused anew', () => {
    const { state, events } = seen({}, termOf({ suspected: true, refused: 'for a reason' }));
    expect(state).toMatchObject({ suspected: false, refused: null });
    expect(events).toEqual([{ type: 'primary-recovered', node: 'db1', text: 'db1 answers again' }]);
  });

  test('keeps the reason of a refusal while it is newly suspected', () => {
    expect(seen({ db1: silentFor(10) }, termOf({ refused: 'for a reason' })).state.refused).toBe(
      'for a reason',
    );
  });

  test('that is read-only has been so since that was first seen', () => {
    const closed = { db1: { state: { readOnly: true } } };
    expect(seen(closed).state.closedSinceMs).toBe(nowMs);
    expect(seen(closed, termOf({ closedSinceMs: 7 })).state.closedSinceMs).toBe(7);
    expect(seen({}, termOf({ closedSinceMs: 7 })).state.closedSinceMs).toBeNull();
  });

  test('is not taken for read-only by what it said before the manager opened it', () => {
    const stale = { db1: { stateAskedAtMs: nowMs - 1, state: { readOnly: true } } };
    expect(seen(stale, termOf(), nowMs).state.closedSinceMs).toBeNull();
  });

  test('where there is none, there is nothing to remember', () => {
    const state = initialState(0);
    expect(seen({}, state)).toEqual({ state, events: [] });
  });
});

describe('a follower', () => {
  const restartedFollowers = (
    db2: PlantedNode | 'unseen',
    before: readonly string[] = [],
    db1: PlantedNode | 'unseen' = {},
    how: Restarted = { sinceMs: 0, reconnected: false },
  ) => {
    const restarted = Object.fromEntries(before.map((node) => [node, how]));
    return Object.keys(seen({ db1, db2 }, termOf({ restarted })).state.restarted);
  };
  const restarted = deafFor(0, { receiver: 'off', gtidReceived: '' });

  test.each<[string, PlantedNode]>([
    ['its receiver is off and has received nothing', restarted],
    ['it has no source', { state: { source: null } }],
  ])('that restarted may have forgotten what it received: %s', (_what, db2) => {
    expect(restartedFollowers(db2)).toEqual(['db2']);
  });

  test.each<[string, PlantedNode]>([
    ['receives', {}],
    ['was stopped, and has received something', deafFor(0, { receiver: 'off' })],
    ['has received nothing yet', deafFor(0, { gtidReceived: '' })],
  ])('that %s has not', (_what, db2) => {
    expect(restartedFollowers(db2)).toEqual([]);
  });

  test('counts again once it has all that its primary has', () => {
    expect(restartedFollowers({}, ['db2'])).toEqual([]);
    const received = { ...source, gtidReceived: written };
    expect(restartedFollowers({ state: { gtidExecuted: '', source: received } }, ['db2'])).toEqual([]);
  });

  test.each<[string, PlantedNode | 'unseen', (PlantedNode | 'unseen')?]>([
    ['while it lacks some of it', { state: { gtidExecuted: '', source: { ...source, gtidReceived: '' } } }],
    ['while it follows another', deafFor(0, { host: 'db3' })],
    ['while it is connecting', deafFor(0, { receiver: 'connecting' })],
    ['while it does not answer', silentFor(10)],
    ['while it was never seen', 'unseen'],
    ['while nobody knows what its primary has', {}, 'unseen'],
  ])('not %s', (_what, db2, db1) => {
    expect(restartedFollowers(db2, ['db2'], db1)).toEqual(['db2']);
  });

  describe('whose primary died after it had received from it again', () => {
    const connecting = deafFor(0, { receiver: 'connecting' });
    const reconnected = { sinceMs: nowMs - 500, reconnected: true };
    const diedAt = (stateAskedAtMs: number): PlantedNode => ({
      ...silentFor(2000, 'refused'),
      stateAskedAtMs,
    });
    const counts = (db2: PlantedNode, askedAtMs: number, how: Restarted = reconnected) =>
      restartedFollowers(db2, ['db2'], diedAt(askedAtMs), how).length === 0;

    test('counts, where it has all that the primary had after the restart', () => {
      expect(counts(connecting, nowMs - 500)).toBe(true);
      expect(counts(connecting, nowMs - 501)).toBe(false);
      expect(counts(connecting, nowMs - 500, { ...reconnected, reconnected: false })).toBe(false);
      const lacking = deafFor(0, { receiver: 'connecting', gtidReceived: '' });
      expect(counts({ ...lacking, state: { ...lacking.state, gtidExecuted: '' } }, nowMs - 500)).toBe(false);
      expect(counts(deafFor(0, { receiver: 'connecting', host: 'db3' }), nowMs - 500)).toBe(false);
    });

    test('that it received is remembered, until it restarts again', () => {
      const lacking = (receiver: 'on' | 'connecting' | 'off'): PlantedNode => ({
        state: { gtidExecuted: '', source: { ...source, receiver, gtidReceived: '' } },
      });
      const remembered = (db2: PlantedNode, how: Restarted) =>
        seen({ db2 }, termOf({ restarted: { db2: how } })).state.restarted.db2;
      const first = { sinceMs: 7, reconnected: false };
      expect(remembered(lacking('connecting'), first)).toEqual(first);
      expect(remembered(lacking('on'), first)).toEqual({ sinceMs: 7, reconnected: true });
      expect(remembered(lacking('connecting'), { ...first, reconnected: true })).toEqual({
        sinceMs: 7,
        reconnected: true,
      });
      expect(remembered(lacking('off'), reconnected)).toEqual({ sinceMs: nowMs, reconnected: false });
    });
  });

  test('that does not answer is not restarted because of what it said before', () => {
    expect(restartedFollowers({ ...restarted, ...silentFor(10) })).toEqual([]);
    expect(restartedFollowers('unseen')).toEqual([]);
  });
});

describe('a term', () => {
  test('begins with nothing remembered of the last one but the floor, and who errs', () => {
    const before = {
      ...sealTerm(termOf(), 'x:1-9'),
      restarted: { db3: { sinceMs: 5, reconnected: true } },
      suspected: true,
      refused: 'for a reason',
      closedSinceMs: 5,
      errant: { db2: 'y:1', db3: 'z:1' },
      lostTails: { db2: 'y:2', db3: 'z:2' },
      repairedAtMs: { db3: 5 },
      lastFailoverAtMs: 3,
    };
    expect(beginTerm(before, 'db2', ['db3'])).toEqual({
      ...initialState(0),
      primary: 'db2',
      followers: ['db3'],
      floor: 'x:1-9',
      errant: { db3: 'z:1' },
      lostTails: { db3: 'z:2' },
      lastFailoverAtMs: 3,
    });
  });

  test('is sealed at what all at hand have', () => {
    expect(sealTerm(termOf(), 'x:1-9')).toEqual({ ...termOf(), sealed: true, floor: 'x:1-9' });
  });

  test('has each follower once', () => {
    expect(withFollower(termOf(), 'db2').followers).toEqual(['db2', 'db3']);
    expect(withFollower(termOf(), 'db4').followers).toEqual(['db2', 'db3', 'db4']);
  });

  test('of a manager that has just started: nothing is known', () => {
    expect(initialState(4)).toEqual({
      startedAtMs: 4,
      primary: null,
      followers: [],
      restarted: {},
      floor: '',
      sealed: false,
      errant: {},
      lostTails: {},
      inMaintenance: [],
      unrouted: null,
      actedAtMs: 4,
      lastFailoverAtMs: null,
      suspected: false,
      refused: null,
      closedSinceMs: null,
      requested: null,
      lastSwitchoverAtMs: null,
      repairedAtMs: {},
    });
  });
});
