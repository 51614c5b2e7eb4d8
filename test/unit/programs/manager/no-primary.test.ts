import { describe, expect, test } from 'vitest';
import {
  type Inference,
  inferFollowers,
  inferPrimary,
} from '../../../../src/programs/manager/decide/infer-primary.ts';
import { decideWithoutPrimary } from '../../../../src/programs/manager/decide/no-primary.ts';
import type { Rules } from '../../../../src/programs/manager/decide/rules.ts';
import { beginTerm, initialState } from '../../../../src/programs/manager/decide/state.ts';
import { factsOf, nowMs, type PlantedNode, silentFor, source } from './planted-facts.ts';

type Cluster = Readonly<Record<string, PlantedNode | 'unseen'>>;

const follows = (host: string): PlantedNode => ({ state: { source: { ...source, host } } });
const alone: PlantedNode = { state: { source: null } };
const open: PlantedNode = { state: { source: null, readOnly: false, superReadOnly: false } };
const closed: PlantedNode = { state: { source: null, readOnly: true, superReadOnly: true } };
/** db1 replicates from db2 and takes no writes. */
const demoted: PlantedNode = {
  state: { source: { ...source, host: 'db2' }, readOnly: true, superReadOnly: true },
};
/** All answer, none leads and none follows: nothing was ever formed. */
const unformed: Cluster = { db1: closed, db2: closed, db3: closed };

describe('the primary of a cluster that runs', () => {
  test.each<[string, Cluster, Inference]>([
    ['whom all replicate from', {}, { primary: 'db1' }],
    ['whom they replicate from, though it does not answer', { db1: silentFor(5000) }, { primary: 'db1' }],
    ['whom most replicate from', { db1: follows('db2'), db3: follows('db2') }, { primary: 'db2' }],
    [
      'of two with as many, the one that is open',
      { db1: open, db2: follows('db1'), db3: follows('db2') },
      { primary: 'db1' },
    ],
    [
      'the open one of two',
      { db1: demoted, db2: { state: { readOnly: false, superReadOnly: false } }, db3: closed },
      { primary: 'db2' },
    ],
    [
      'the only open one, where nobody replicates',
      { db1: closed, db2: alone, db3: open },
      { primary: 'db3' },
    ],
    ['nobody, where nobody replicates and nobody is open', unformed, { none: true }],
    [
      'nobody who is not one of the nodes',
      { db1: open, db2: follows('elsewhere'), db3: follows('elsewhere') },
      { primary: 'db1' },
    ],
    [
      'not clear, where two are open',
      { db1: open, db2: open, db3: closed },
      { unclear: 'db1 and db2 could each be the primary' },
    ],
    [
      'not clear, where two have as many and neither is open',
      { db1: demoted, db2: follows('db1'), db3: closed },
      { unclear: 'db2 and db1 could each be the primary' },
    ],
  ])('is %s', (_what, planted, expected) => {
    expect(inferPrimary(factsOf(planted))).toEqual(expected);
  });

  test('who does not answer has no vote', () => {
    const planted = {
      db1: silentFor(5000),
      db2: { ...follows('db3'), ...silentFor(5000) },
      db3: follows('db1'),
    };
    expect(inferPrimary(factsOf(planted))).toEqual({ primary: 'db1' });
  });

  test('who never said anything has none either', () => {
    expect(inferPrimary(factsOf({ db3: 'unseen' }))).toEqual({ primary: 'db1' });
  });
});

describe('the replicas that a manager that knows nothing must assume', () => {
  const followers = (planted: Cluster, rules: Partial<Rules> = {}) =>
    inferFollowers(factsOf(planted, rules), 'db1');

  test('are those who replicate from the primary', () => {
    expect(followers({})).toEqual(['db2', 'db3']);
    expect(followers({ db3: follows('db2') })).toEqual(['db2']);
    expect(followers({ db3: alone })).toEqual(['db2']);
  });

  test('and those who cannot be asked, whatever they said last', () => {
    expect(followers({ db2: { ...follows('db3'), aliveAtMs: nowMs - 5000 }, db3: 'unseen' })).toEqual([
      'db2',
      'db3',
    ]);
  });

  test('but not the primary itself, which cannot be asked either', () => {
    expect(followers({ db1: silentFor(5000) })).toEqual(['db2', 'db3']);
  });

  test('but none that lags on purpose', () => {
    expect(followers({}, { delays: { db2: 3600 } })).toEqual(['db3']);
  });
});

describe('a manager that has just started', () => {
  const startedAgo = (ms: number) => initialState(nowMs - ms);
  const start = (planted: Cluster, startedAgoMs = 0, rules: Partial<Rules> = {}) =>
    decideWithoutPrimary(startedAgo(startedAgoMs), factsOf(planted, rules));

  test('takes over a cluster as it finds it, and says so', () => {
    expect(start({})).toEqual({
      state: beginTerm(startedAgo(0), 'db1', ['db2', 'db3']),
      events: [
        {
          type: 'primary-found',
          node: 'db1',
          text: 'db1 is the primary of a cluster found running, with the replicas db2, db3',
          data: { followers: ['db2', 'db3'] },
        },
      ],
      decision: { kind: 'wait' },
    });
    expect(start({ db2: alone, db3: alone }).events[0]?.text).toBe(
      'db1 is the primary of a cluster found running, with the replicas none',
    );
  });

  test('waits a while for who does not answer yet, before it believes what the others show', () => {
    const partial = { db3: silentFor(5000) };
    expect(start(partial, 1999)).toEqual({ state: startedAgo(1999), events: [], decision: { kind: 'wait' } });
    expect(start(partial, 2000).state.primary).toBe('db1');
  });

  test('waits for ever while nobody answers', () => {
    const nobody: Cluster = { db1: 'unseen', db2: 'unseen', db3: 'unseen' };
    expect(start(nobody, 90_000)).toEqual({
      state: startedAgo(90_000),
      events: [],
      decision: { kind: 'wait' },
    });
    expect(start(nobody, 90_000, { allowDataLoss: true }).decision).toEqual({ kind: 'wait' });
  });

  test('forms a cluster where there is none, of those who have a say', () => {
    expect(start(unformed, 0, { delays: { db2: 3600 } })).toEqual({
      state: startedAgo(0),
      events: [],
      decision: {
        kind: 'install',
        why: 'form',
        from: null,
        among: ['db1', 'db3'],
        reason: 'no node is or has a primary',
      },
    });
  });

  test('forms none while some are missing: they might have the newest data', () => {
    const partial: Cluster = { ...unformed, db2: silentFor(5000), db3: 'unseen' };
    expect(start(partial, 4999)).toEqual({ state: startedAgo(4999), events: [], decision: { kind: 'wait' } });
    const reason = 'no node is or has a primary, and db2, db3 might have the newest data';
    expect(start(partial, 5000)).toEqual({
      state: { ...startedAgo(5000), refused: reason },
      events: [{ type: 'failover-refused', text: `no failover: ${reason}` }],
      decision: { kind: 'wait' },
    });
    expect(start(partial, 5000, { allowDataLoss: true }).decision).toMatchObject({
      kind: 'install',
      among: ['db1'],
    });
  });

  test('leaves a cluster alone in which it is not clear who leads', () => {
    expect(start({ db1: open, db2: open, db3: closed }).state.refused).toBe(
      'db1 and db2 could each be the primary',
    );
  });
});
