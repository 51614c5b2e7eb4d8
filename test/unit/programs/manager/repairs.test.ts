import { describe, expect, test } from 'vitest';
import type { Repair } from '../../../../src/programs/manager/decide/decision.ts';
import { planRepairs } from '../../../../src/programs/manager/decide/repairs.ts';
import type { Rules } from '../../../../src/programs/manager/decide/rules.ts';
import {
  deafFor,
  factsOf,
  nowMs,
  type PlantedNode,
  silentFor,
  source,
  termOf,
  uuidOf,
  written,
} from './planted-facts.ts';

type Cluster = Readonly<Record<string, PlantedNode | 'unseen'>>;
type Semisync = { sourceEnabled: boolean; waiting: number; replicaActive: boolean };

const semisync = (changes: Partial<Semisync>): Semisync => ({
  sourceEnabled: false,
  waiting: 0,
  replicaActive: true,
  ...changes,
});
const plan = (planted: Cluster, state = termOf(), rules: Partial<Rules> = {}) =>
  planRepairs(state, 'db1', factsOf(planted, rules));
const repairs = (...args: Parameters<typeof plan>): readonly Repair[] => plan(...args).repairs;

/** Back without a source, with all that db1 has. */
const back: PlantedNode = { state: { source: null } };
const errantGtids = `${uuidOf('db3')}:1-2`;
const withErrant = `${written},${errantGtids}`;

test('a cluster that is well needs nothing, and nothing is told', () => {
  expect(plan({})).toEqual({ state: termOf(), events: [], repairs: [] });
});

describe('a primary', () => {
  const unguarded = { state: { semisync: semisync({ replicaActive: false }) } };

  test('that takes writes without acknowledgements is made to require them', () => {
    expect(repairs({ db1: unguarded })).toEqual([{ node: 'db1', kind: 'require-acknowledgement' }]);
  });

  test.each<[string, PlantedNode, Partial<Rules>]>([
    ['replication is asynchronous', unguarded, { acknowledgements: 0 }],
    ['it takes no writes', { state: { ...unguarded.state, readOnly: true, superReadOnly: true } }, {}],
    ['it has no plugin for them', { state: { semisync: null } }, {}],
  ])('not where %s', (_what, db1, rules) => {
    expect(repairs({ db1 }, termOf(), rules)).toEqual([]);
  });

  test('that somebody made read_only is not in maintenance: it is opened again', () => {
    expect(plan({ db1: { state: { readOnly: true } } }).events).toEqual([]);
  });
});

describe('a replica', () => {
  test('that takes writes is made read-only, also while the primary does not answer', () => {
    const open = { state: { readOnly: false, superReadOnly: false } };
    const expected = [{ node: 'db2', kind: 'make-read-only' }];
    expect(repairs({ db2: open })).toEqual(expected);
    expect(repairs({ db2: open, db1: silentFor(10) })).toEqual(expected);
  });

  test('that still counts as a source is demoted', () => {
    expect(repairs({ db2: { state: { semisync: semisync({ sourceEnabled: true }) } } })).toEqual([
      { node: 'db2', kind: 'demote' },
    ]);
  });

  test.each<[string, PlantedNode, string | undefined]>([
    ['receiving', deafFor(0, { receiver: 'off' }), undefined],
    ['applying', deafFor(0, { applier: 'off' }), undefined],
    ['receiving', deafFor(0, { receiver: 'off', receiverError: 'error 1236: purged' }), 'error 1236: purged'],
    [
      'applying',
      deafFor(0, { applier: 'off', applierError: 'error 1062: duplicate' }),
      'error 1062: duplicate',
    ],
    [
      'both',
      deafFor(0, { receiver: 'off', applier: 'off', receiverError: 'first', applierError: 'second' }),
      'first',
    ],
  ])('that stopped %s is resumed, for the reason it gives', (_what, db2, because) => {
    expect(repairs({ db2 })).toEqual([
      { node: 'db2', kind: 'resume', ...(because !== undefined && { because }) },
    ]);
  });

  test('may have what its primary has not committed yet: it waits for this very acknowledgement', () => {
    const ahead = { state: { gtidExecuted: `${uuidOf('db1')}:1-101` } };
    expect(plan({ db2: ahead })).toMatchObject({ events: [], state: { errant: {} } });
  });

  test('that is still connecting is not', () => {
    expect(repairs({ db2: deafFor(0, { receiver: 'connecting' }) })).toEqual([]);
  });

  test('without any semisynchronous replication is well', () => {
    expect(repairs({ db2: { state: { semisync: null } } }, termOf(), { acknowledgements: 0 })).toEqual([]);
    expect(repairs({ db2: { state: { semisync: null } } })).toEqual([]);
  });

  describe('that replicates and acknowledges nothing', () => {
    const mute = { state: { semisync: semisync({ replicaActive: false }) } };
    const reattach = [{ node: 'db2', kind: 'reattach' }];

    test('is attached anew', () => {
      expect(repairs({ db2: mute })).toEqual(reattach);
    });

    test('is given twice the time between repairs since the last one', () => {
      const repaired = (agoMs: number) => termOf({ repairedAtMs: { db2: nowMs - agoMs } });
      expect(repairs({ db2: mute }, repaired(1999))).toEqual([]);
      expect(repairs({ db2: mute }, repaired(2000))).toEqual(reattach);
    });

    test.each<[string, PlantedNode, Partial<Rules>]>([
      ['nobody has to acknowledge', mute, { acknowledgements: 0 }],
      ['it lags on purpose', mute, { delays: { db2: 60 } }],
      [
        'it is still connecting',
        { state: { ...mute.state, source: { ...source, receiver: 'connecting' } } },
        {},
      ],
    ])('is left as it is where %s', (_what, db2, rules) => {
      expect(repairs({ db2 }, termOf(), rules)).toEqual([]);
    });
  });
});

describe('a node that follows nobody, or another one', () => {
  test.each<[string, PlantedNode]>([
    ['without a source', back],
    ['of another source', deafFor(0, { host: 'db3' })],
  ])('%s, with nothing of its own, is taken in again', (_what, db2) => {
    expect(repairs({ db2 })).toEqual([{ node: 'db2', kind: 'rejoin' }]);
  });

  test('counts as a follower from then on, and what was sealed is so no longer', () => {
    const state = termOf({ followers: ['db2'], sealed: true });
    expect(plan({ db3: back }, state).state).toEqual({
      ...state,
      followers: ['db2', 'db3'],
      sealed: false,
      repairedAtMs: { db3: nowMs },
    });
  });

  test.each<[string, PlantedNode]>([
    ['resumed', deafFor(0, { receiver: 'off' })],
    ['attached anew', { state: { semisync: semisync({ replicaActive: false }) } }],
  ])('so does one that is %s', (_what, db3) => {
    const { state } = plan({ db3 }, termOf({ followers: ['db2'], sealed: true }));
    expect(state).toMatchObject({ followers: ['db2', 'db3'], sealed: false });
  });

  test('one that lags on purpose, or is made read-only, does not', () => {
    const state = termOf({ followers: ['db2'], sealed: true });
    const lags = plan({ db3: back }, state, { delays: { db3: 3600 } });
    expect(lags).toMatchObject({
      repairs: [{ kind: 'rejoin' }],
      state: { followers: ['db2'], sealed: true },
    });
    const demoted = plan({ db3: { state: { semisync: semisync({ sourceEnabled: true }) } } }, state);
    expect(demoted.state).toMatchObject({ followers: ['db2'], sealed: true });
  });

  test('with transactions that the primary lacks is kept out, and that is told once', () => {
    const db3 = deafFor(0, { host: 'db2' });
    const errant = { db3: { ...db3, state: { ...db3.state, gtidExecuted: withErrant } } };
    const { state, events, repairs: planned } = plan(errant);
    expect(planned).toEqual([{ node: 'db3', kind: 'keep-out' }]);
    expect(state.errant).toEqual({ db3: errantGtids });
    expect(events).toEqual([
      {
        type: 'errant-transactions',
        node: 'db3',
        text: `db3 has transactions that db1 lacks: ${errantGtids}`,
        data: { gtids: errantGtids },
      },
    ]);
    expect(plan(errant, state).events).toEqual([]);
  });

  test('errs also with what the primary itself originated, and lost', () => {
    const ahead = { state: { source: null, gtidExecuted: `${uuidOf('db1')}:1-101` } };
    expect(plan({ db3: ahead }).state.errant).toEqual({ db3: `${uuidOf('db1')}:101` });
  });

  test('kept out already, it needs nothing more', () => {
    expect(repairs({ db3: { state: { source: null, gtidExecuted: withErrant } } })).toEqual([]);
  });

  test('that lost some of its own is kept out, and told how many', () => {
    const lost = `${uuidOf('db3')}:5-6`;
    const planted = {
      db1: { state: { gtidExecuted: `${written},${uuidOf('db3')}:1-6` } },
      db3: { state: { source: null, gtidExecuted: `${written},${uuidOf('db3')}:1-4` } },
    };
    const { state, events, repairs: planned } = plan(planted);
    expect(planned).toEqual([]);
    expect(state.lostTails).toEqual({ db3: lost });
    expect(events).toEqual([
      {
        type: 'lost-own-tail',
        node: 'db3',
        text: `db3 lost 2 of its own transactions that db1 has, and can never fetch them, as a replica skips what carries its own server_id; it must be copied anew: ${lost}`,
        data: { gtids: lost },
      },
    ]);
  });

  test('is judged by what the primary had later than it answered', () => {
    const asked = (stateAskedAtMs: number) =>
      repairs({ db1: { stateAskedAtMs }, db3: { ...back, stateAnsweredAtMs: nowMs - 50 } });
    expect(asked(nowMs - 51)).toEqual([]);
    expect(asked(nowMs - 50)).toEqual([{ node: 'db3', kind: 'rejoin' }]);
  });

  test.each<[string, PlantedNode | 'unseen']>([
    ['does not answer', silentFor(10)],
    ['was never seen', 'unseen'],
    ['takes no writes', { state: { readOnly: true, superReadOnly: true } }],
  ])('waits while the primary %s', (_what, db1) => {
    expect(repairs({ db1, db3: back })).toEqual([]);
  });

  test('errs no longer once the primary has what it had: that is forgotten without a word', () => {
    const before = termOf({ errant: { db2: 'x:1', db3: errantGtids }, lostTails: { db3: errantGtids } });
    const { state, events } = plan({ db2: silentFor(10), db3: back }, before);
    expect(state).toMatchObject({ errant: { db2: 'x:1' }, lostTails: {} });
    expect(events).toEqual([]);
  });
});

describe('repairs of one node', () => {
  const state = (agoMs: number) => termOf({ repairedAtMs: { db1: 5, db3: nowMs - agoMs } });

  test('are a second apart, and remembered by node', () => {
    expect(repairs({ db3: back }, state(999))).toEqual([]);
    const planned = plan({ db3: back }, state(1000));
    expect(planned.repairs).toHaveLength(1);
    expect(planned.state.repairedAtMs).toEqual({ db1: 5, db3: nowMs });
  });

  test('wait until it answers', () => {
    expect(repairs({ db3: { ...back, ...silentFor(10) } })).toHaveLength(0);
    expect(repairs({ db3: { ...back, aliveAtMs: nowMs - 300 } })).toEqual([]);
  });

  test('of several nodes are planned together', () => {
    expect(repairs({ db2: back, db3: back }).map(({ node }) => node)).toEqual(['db2', 'db3']);
  });
});

describe('a node that somebody works on', () => {
  const workedOn: PlantedNode = { state: { source: null, superReadOnly: false, gtidExecuted: withErrant } };
  const text = 'is in maintenance (read_only without super_read_only): it is left alone until that is over';

  test('is left alone and remembered, and that is told once', () => {
    const first = plan({ db3: workedOn }, termOf({ inMaintenance: ['db2'] }));
    expect(first).toMatchObject({
      repairs: [],
      events: [{ type: 'left-alone', node: 'db3', text: `db3 ${text}` }],
      state: { inMaintenance: ['db3'], errant: {} },
    });
    expect(plan({ db3: workedOn }, first.state).events).toEqual([]);
  });

  test('does not make the others forgotten', () => {
    const both = { db2: workedOn, db3: workedOn };
    expect(plan(both, termOf({ inMaintenance: ['db2'] })).state.inMaintenance).toEqual(['db2', 'db3']);
    const over = plan({ db2: workedOn }, termOf({ inMaintenance: ['db2', 'db3'] }));
    expect(over).toMatchObject({ events: [], state: { inMaintenance: ['db2'] } });
  });
});
