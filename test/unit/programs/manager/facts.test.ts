import { describe, expect, test } from 'vitest';
import { formatGtidSet } from '../../../../src/formats/gtid.ts';
import {
  isAnswering,
  isCurrent,
  isFresh,
  isReachable,
  isWritableNode,
  receivesFrom,
  silentForMs,
  soundTransactionsOf,
  stateOf,
} from '../../../../src/programs/manager/decide/facts.ts';
import { deafFor, factsOf, nowMs, silentFor, source, uuidOf, written } from './planted-facts.ts';

describe('a node that was never polled, or never answered', () => {
  test.each([
    ['never polled', factsOf({ db2: 'unseen' })],
    [
      'no answer yet',
      factsOf({ db2: { aliveAtMs: null, state: null, stateAskedAtMs: Number.NEGATIVE_INFINITY } }),
    ],
  ])('%s: it has always been silent, and nothing is known of it', (_what, facts) => {
    expect(silentForMs(facts, 'db2')).toBe(Number.POSITIVE_INFINITY);
    expect(stateOf(facts, 'db2')).toBeNull();
    expect(isReachable(facts, 'db2')).toBe(false);
    expect(isAnswering(facts, 'db2')).toBe(false);
    expect(isCurrent(facts, 'db2')).toBe(false);
    expect(isWritableNode(facts, 'db2')).toBe(false);
    expect(receivesFrom(facts, 'db2', 'db1', 1000)).toBe(false);
  });
});

describe('a node that falls silent', () => {
  test.each([
    // The rules say: suspected from 300 ms on, out of reach from 1000 ms on.
    [0, { answering: true, reachable: true }],
    [299, { answering: true, reachable: true }],
    [300, { answering: false, reachable: true }],
    [999, { answering: false, reachable: true }],
    [1000, { answering: false, reachable: false }],
  ])('for %i ms', (ms, expected) => {
    const facts = factsOf({ db2: { aliveAtMs: nowMs - ms } });
    expect({ answering: isAnswering(facts, 'db2'), reachable: isReachable(facts, 'db2') }).toEqual(expected);
  });

  test('whose newest poll failed does not answer, however short ago it did', () => {
    expect(isAnswering(factsOf({ db2: silentFor(10) }), 'db2')).toBe(false);
  });

  test('that answers with errors only is not reachable: nobody knows its state', () => {
    expect(isReachable(factsOf({ db2: { state: null } }), 'db2')).toBe(false);
  });
});

describe('a state', () => {
  test('is out of date when it was asked for before the manager changed the cluster', () => {
    const asked = (ms: number) => factsOf({ db2: { stateAskedAtMs: ms } }, { sinceMs: 5000 });
    expect([4999, 5000, 5001].map((ms) => isCurrent(asked(ms), 'db2'))).toEqual([false, true, true]);
    expect([4999, 5000].map((ms) => isFresh(asked(ms), 'db2'))).toEqual([false, true]);
  });

  test('is worth judging only while its node answers', () => {
    expect(isFresh(factsOf({ db2: silentFor(10) }), 'db2')).toBe(false);
  });
});

describe('a replica receives from its primary', () => {
  const receives = (planted: Parameters<typeof factsOf>[0]) =>
    receivesFrom(factsOf(planted), 'db2', 'db1', 500);

  test('when it got something from it a short time ago', () => {
    expect(receives({ db2: deafFor(499) })).toBe(true);
    expect(receives({ db2: deafFor(500) })).toBe(false);
  });

  test('not when it gets it from another one', () => {
    expect(receives({ db2: deafFor(0, { host: 'db3' }) })).toBe(false);
    expect(receives({ db2: { state: { source: null } } })).toBe(false);
  });

  test.each(['off', 'connecting'] as const)('not while its receiver is %s', (receiver) => {
    expect(receives({ db2: deafFor(0, { receiver }) })).toBe(false);
  });

  test('not when nobody hears from it', () => {
    expect(receives({ db2: silentFor(1000) })).toBe(false);
  });
});

test('what a node has is what it committed and what it received, less what is known to be errant', () => {
  const own = uuidOf('db2');
  const state = {
    ...factsOf().views.get('db2')?.state,
    gtidExecuted: `${uuidOf('db1')}:1-90,${own}:1-2`,
    source: { ...source, gtidReceived: written },
  } as NonNullable<ReturnType<typeof stateOf>>;
  expect(formatGtidSet(soundTransactionsOf(state, undefined))).toBe(`${written},${own}:1-2`);
  expect(formatGtidSet(soundTransactionsOf(state, `${own}:1-2`))).toBe(written);
});
