import { describe, expect, test } from 'vitest';
import { decideOnClosed } from '../../../../src/programs/manager/decide/closed-primary.ts';
import {
  antiFlapMs,
  decideOnCutOff,
  decideOnSilence,
} from '../../../../src/programs/manager/decide/failed-primary.ts';
import type { Rules } from '../../../../src/programs/manager/decide/rules.ts';
import { deafFor, factsOf, nowMs, type PlantedNode, silentFor, termOf } from './planted-facts.ts';

type Cluster = Readonly<Record<string, PlantedNode | 'unseen'>>;

/** In the rules: confirmed after 1000 ms, a receiver is deaf after 1000 ms, cut off after 2500 ms. */
const dead: Cluster = { db1: silentFor(1000, 'refused'), db2: deafFor(1000), db3: deafFor(1000) };
const deadBecause = 'db1 has not answered for 1000 ms (refused), and no replica receives from it';

describe('a primary that does not answer', () => {
  const onSilence = (planted: Cluster, state = termOf(), rules: Partial<Rules> = {}) =>
    decideOnSilence(state, 'db1', factsOf(planted, rules));
  const refusal = (planted: Cluster, state = termOf()) => onSilence(planted, state)?.state.refused;

  test('is nobody business before it was silent for long enough', () => {
    expect(onSilence({ ...dead, db1: silentFor(999) })).toBeUndefined();
  });

  test('and that no replica hears is replaced by one of those who answer, for a reason that tells both', () => {
    expect(onSilence(dead)).toEqual({
      state: termOf(),
      events: [],
      decision: { kind: 'install', why: 'dead', from: 'db1', among: ['db2', 'db3'], reason: deadBecause },
    });
  });

  test('that was never polled is silent', () => {
    expect(onSilence({ ...dead, db1: 'unseen' })?.decision).toMatchObject({
      reason: 'db1 has not answered for 1000 ms (silent), and no replica receives from it',
    });
  });

  test('when nobody answers, the manager itself may be cut off', () => {
    const state = termOf();
    const reason = 'no node answers this manager, which may be cut off itself';
    const nobody = { db1: silentFor(5000), db2: silentFor(5000), db3: silentFor(5000) };
    expect(onSilence(nobody, state)).toEqual({
      state: { ...state, refused: reason },
      events: [{ type: 'failover-refused', text: `no failover: ${reason}`, node: 'db1' }],
      decision: { kind: 'wait' },
    });
  });

  test('and is heard by a replica is waited for, until what was under way when it fell silent is over', () => {
    expect(onSilence({ db1: silentFor(1999) })).toEqual({
      state: termOf(),
      events: [],
      decision: { kind: 'wait' },
    });
    expect(refusal({ db1: silentFor(2000) })).toBe(
      'db1 does not answer this manager, but db2, db3 receives from it',
    );
    expect(refusal({ db1: silentFor(2000), db2: deafFor(1000), db3: deafFor(999) })).toBe(
      'db1 does not answer this manager, but db3 receives from it',
    );
  });

  test('is not replaced by one that lags on purpose', () => {
    const rules = { delays: { db3: 3600 } };
    expect(onSilence(dead, termOf({ followers: ['db2'] }), rules)?.decision).toMatchObject({
      among: ['db2'],
    });
  });

  test('is not replaced while the last failover is not long ago', () => {
    const at = (agoMs: number) => onSilence(dead, termOf({ lastFailoverAtMs: nowMs - agoMs }));
    expect(at(2999)?.state.refused).toBe(
      `${deadBecause}; but the last failover was within the anti-flap period`,
    );
    expect(at(3000)?.decision).toMatchObject({ kind: 'install' });
    expect(antiFlapMs(termOf({ lastFailoverAtMs: nowMs - 2000 }), factsOf())).toBe(1000);
    expect(antiFlapMs(termOf({ lastFailoverAtMs: nowMs - 5000 }), factsOf())).toBe(0);
    expect(antiFlapMs(termOf(), factsOf())).toBe(0);
  });

  test('is not replaced when those at hand may lack something: the reason is told once', () => {
    const lonely = { ...dead, db3: silentFor(5000) };
    const text = `${deadBecause}; but 1 of the 2 replicas of db1 are at hand with all they received, 2 are needed to be sure that no acknowledged transaction is missing`;
    expect(refusal(lonely)).toBe(text);
    expect(onSilence(lonely, termOf({ refused: text }))).toEqual({
      state: termOf({ refused: text }),
      events: [],
      decision: { kind: 'wait' },
    });
  });
});

describe('a primary that answers and is cut off from its replicas', () => {
  const onCutOff = (planted: Cluster, state = termOf(), rules: Partial<Rules> = {}) =>
    decideOnCutOff(state, 'db1', factsOf(planted, rules));
  const deaf: Cluster = { db2: deafFor(2500), db3: deafFor(2500) };

  test('is replaced, for a reason that names them', () => {
    expect(onCutOff(deaf)).toEqual({
      state: termOf(),
      events: [],
      decision: {
        kind: 'install',
        why: 'cut-off',
        from: 'db1',
        among: ['db2', 'db3'],
        reason: 'db1 answers, but for 2500 ms none of its replicas db2, db3 has received from it',
      },
    });
  });

  test.each<[string, Cluster]>([
    ['one of them hears it', { ...deaf, db3: deafFor(2499) }],
    ['one of them follows another', { ...deaf, db3: deafFor(2500, { host: 'db2' }) }],
    ['one of them was told to stop', { ...deaf, db3: deafFor(2500, { receiver: 'off' }) }],
    ['it does not answer at the moment', { ...deaf, db1: silentFor(10) }],
    ['nobody can write to it anyway', { ...deaf, db1: { state: { readOnly: true } } }],
    ['only one of them is left: writes would hang there as well', { ...deaf, db3: silentFor(5000) }],
  ])('not while %s', (_what, planted) => {
    expect(onCutOff(planted)).toBeUndefined();
  });

  const nodes = ['db1', 'db2', 'db3', 'db4'];

  test('not while one hears it, though enough others do not', () => {
    const state = termOf({ followers: ['db2', 'db3', 'db4'] });
    expect(onCutOff(deaf, state, { nodes })).toBeUndefined();
    expect(onCutOff({ ...deaf, db4: deafFor(2500) }, state, { nodes })?.decision.kind).toBe('install');
  });

  test('who does not follow it is not asked', () => {
    const planted = { ...deaf, db4: { state: { source: null } } };
    expect(onCutOff(planted, termOf(), { nodes })?.decision).toMatchObject({ among: ['db2', 'db3', 'db4'] });
  });

  test('with asynchronous replication clients can still write: it stays', () => {
    expect(onCutOff(deaf, termOf(), { acknowledgements: 0 })).toBeUndefined();
  });

  test.each([
    "error 2003: Can't connect to MySQL server on 'db1:3306' (111)",
    'error 2013: Lost connection to MySQL server during query',
    'error 2013: error connecting, reading initial communication packet',
    'reading final connect information',
    'reading authorization packet',
    "error 2005: Unknown MySQL server host 'db1' (-2)",
    'error 2005: unknown server host',
    'connection timed out',
    'time out while connecting',
    'Timeout',
    'error 13114: Got fatal error 1236: the replica has more GTIDs than the source has',
  ])('a receiver that says so is cut off, also one that stopped: %s', (receiverError) => {
    const said = { receiver: 'off' as const, receiverError };
    expect(onCutOff({ db2: deafFor(2500, said), db3: deafFor(2500, said) })?.decision).toMatchObject({
      why: 'cut-off',
    });
  });

  test('a receiver that stopped for a reason of its own is not', () => {
    const said = { receiver: 'off' as const, receiverError: 'error 1236: purged required binary logs' };
    expect(onCutOff({ ...deaf, db3: deafFor(2500, said) })).toBeUndefined();
  });
});

describe('a primary that answers read-only', () => {
  const closedAgo = (ms: number) => termOf({ closedSinceMs: nowMs - ms });
  const onClosed = (planted: Cluster, state = closedAgo(0)) => decideOnClosed(state, 'db1', factsOf(planted));
  const reopen = (among: readonly string[]) => ({
    kind: 'install',
    why: 'reopen',
    from: null,
    among,
    reason: 'db1 is read-only: it has restarted',
  });

  test('is opened again once all its replicas answer, and whoever has most of them all leads', () => {
    expect(onClosed({})).toEqual({
      state: closedAgo(0),
      events: [],
      decision: reopen(['db1', 'db2', 'db3']),
    });
  });

  test('waits for a replica that is missing, but not for ever', () => {
    const missing = { db3: silentFor(5000) };
    expect(onClosed(missing, closedAgo(4999))).toEqual({
      state: closedAgo(4999),
      events: [],
      decision: { kind: 'wait' },
    });
    expect(onClosed(missing, closedAgo(5000))?.decision).toEqual(reopen(['db1', 'db2']));
  });

  test('is no matter while it is open, or does not answer', () => {
    expect(onClosed({}, termOf())).toBeUndefined();
    expect(onClosed({ db1: silentFor(10) })).toBeUndefined();
  });
});
