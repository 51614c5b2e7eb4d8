import { describe, expect, test } from 'vitest';
import { elect, isKeptOut, leftToApply, mayFollow } from '../../../../src/programs/manager/decide/elect.ts';
import { beginTerm, initialState, sealTerm } from '../../../../src/programs/manager/decide/state.ts';
import { modelRules } from './model-cluster.ts';
import { replica } from './stopped.ts';

const uuid = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const other = '4f22fb58-82db-22f2-8f44-d91bb053a673';
const term = beginTerm(initialState(0), 'db1', ['db2', 'db3']);

describe('the election of a primary', () => {
  test('what was received counts as much as what was committed', () => {
    const stopped = [replica('db2', `${uuid}:1-9`), replica('db3', `${uuid}:1-5`, `${uuid}:6-10`)];
    expect(elect(stopped, term, modelRules, { from: 'db1' })).toEqual({
      elected: 'db3',
      candidates: ['db3'],
      floor: `${uuid}:1-10`,
    });
  });

  test('one that has received all and applied nothing is waited for, if nobody else has all', () => {
    const stopped = [replica('db2', `${uuid}:1-5`, `${uuid}:6-10`), replica('db3', `${uuid}:1-9`)];
    expect(elect(stopped, term, modelRules, { from: 'db1' })).toMatchObject({
      elected: 'db2',
      candidates: ['db2'],
    });
  });

  test('if both have received all, the one that has applied it is elected, and the other one is in reserve', () => {
    const stopped = [replica('db2', `${uuid}:1-5`, `${uuid}:6-10`), replica('db3', `${uuid}:1-10`)];
    expect(elect(stopped, term, modelRules, { from: 'db1' })).toMatchObject({
      elected: 'db3',
      candidates: ['db3', 'db2'],
    });
  });

  test('an applier that stands still is as good as none', () => {
    const stopped = [
      replica('db2', `${uuid}:1-9`, `${uuid}:10`, 'off'),
      replica('db3', `${uuid}:1-5`, `${uuid}:6-10`),
    ];
    expect(elect(stopped, term, modelRules, { from: 'db1' })).toMatchObject({ elected: 'db3' });
  });

  test('a restarted primary that has all is preferred, and nobody is in reserve for it', () => {
    const stopped = [replica('db2', `${uuid}:1-9`), replica('db1', `${uuid}:1-9`)];
    const options = { from: null, preferred: 'db1' };
    expect(elect(stopped, term, modelRules, options)).toMatchObject({ candidates: ['db1'] });
  });

  test('among equals, priority decides, then the order of the configuration', () => {
    const stopped = [replica('db2', `${uuid}:1-9`), replica('db3', `${uuid}:1-9`)];
    const rules = { ...modelRules, priorities: { db3: 'prefer' as const } };
    expect(elect(stopped, term, rules, { from: 'db1' })).toMatchObject({ elected: 'db3' });
    expect(elect(stopped, term, modelRules, { from: 'db1' })).toMatchObject({ elected: 'db2' });
  });

  test('a node with priority never is not promoted, and nobody at the price of its transactions', () => {
    const stopped = [replica('db2', `${uuid}:1-9`), replica('db3', `${uuid}:1-10`)];
    const rules = { ...modelRules, priorities: { db3: 'never' as const } };
    expect(elect(stopped, term, rules, { from: 'db1' })).toMatchObject({
      refused: 'only who may not lead has all: db3 (priority never)',
    });
  });

  test('nobody is elected when each has what the other lacks', () => {
    const stopped = [replica('db2', `${uuid}:1-9,${other}:1`), replica('db3', `${uuid}:1-10`)];
    expect(elect(stopped, term, modelRules, { from: 'db1' })).toMatchObject({
      refused: `no node has all transactions: db2 lacks ${uuid}:10; db3 lacks ${other}:1`,
    });
  });

  test('a known errant transaction is no merit', () => {
    const stopped = [replica('db2', `${uuid}:1-9,${other}:1`), replica('db3', `${uuid}:1-9`)];
    const state = { ...term, errant: { db2: `${other}:1` } };
    expect(elect(stopped, state, modelRules, { from: 'db1' })).toMatchObject({ elected: 'db3' });
  });

  test('without acknowledgements nobody can know: the most advanced at hand is elected, also alone', () => {
    const rules = { ...modelRules, acknowledgements: 0 };
    const stopped = [replica('db2', `${uuid}:1-9`), replica('db3', `${uuid}:1-5`, `${uuid}:6-10`)];
    expect(elect(stopped, term, rules, { from: 'db1' })).toMatchObject({ elected: 'db3' });
    expect(elect(stopped.slice(0, 1), term, rules, { from: 'db1' })).toMatchObject({ elected: 'db2' });
  });

  test('one of two replicas is not enough: the other may have acknowledged more', () => {
    expect(elect([replica('db3', `${uuid}:1-9`)], term, modelRules, { from: 'db1' })).toMatchObject({
      refused: expect.stringContaining('1 of the 2 replicas of db1 are at hand'),
    });
  });

  test('a node with errant transactions is left in reserve by none that has none, and leads if it must', () => {
    const stopped = [replica('db2', `${uuid}:1-9,${other}:1`), replica('db3', `${uuid}:1-9`)];
    const state = { ...term, errant: { db2: `${other}:1` } };
    expect(elect(stopped, state, modelRules, { from: 'db1' })).toMatchObject({ candidates: ['db3'] });
    const both = { ...term, errant: { db2: `${other}:1`, db3: `${other}:2` } };
    expect(elect(stopped, both, modelRules, { from: 'db1' })).toMatchObject({ candidates: ['db2', 'db3'] });
    const rules = { ...modelRules, priorities: { db3: 'never' as const } };
    expect(elect(stopped, state, rules, { from: 'db1' })).toMatchObject({ elected: 'db2' });
  });

  test('one that was kept out has no say, though it has most', () => {
    const stopped = [replica('db2', `${uuid}:1-9`), replica('db3', `${uuid}:1-12`)];
    const state = { ...beginTerm(initialState(0), 'db1', ['db2']), errant: { db3: `${uuid}:10` } };
    const { floor, ...election } = elect(stopped, state, modelRules, { from: 'db1' });
    expect(election).toEqual({ elected: 'db2', candidates: ['db2'] });
    expect(floor).toBe(`${uuid}:1-9`);
  });

  test('a priority is worth more than having less to apply, and an applier that runs than both counts', () => {
    const behind = replica('db2', `${uuid}:1-5`, `${uuid}:6-10`);
    const rules = { ...modelRules, priorities: { db2: 'prefer' as const } };
    expect(elect([behind, replica('db3', `${uuid}:1-10`)], term, rules, { from: 'db1' })).toMatchObject({
      candidates: ['db2', 'db3'],
    });
    const stopped = replica('db2', `${uuid}:1-10`, '', 'off');
    expect(elect([stopped, replica('db3', `${uuid}:1-10`)], term, modelRules, { from: 'db1' })).toMatchObject(
      {
        candidates: ['db2', 'db3'],
      },
    );
  });

  test('who is preferred leads where it has all, and else whoever has', () => {
    const [behind, ahead] = [replica('db2', `${uuid}:1-9`), replica('db3', `${uuid}:1-10`)];
    const preferred = (node: string) =>
      elect([behind, ahead], term, modelRules, { from: 'db1', preferred: node });
    expect(preferred('db3')).toMatchObject({ candidates: ['db3'] });
    expect(preferred('db2')).toMatchObject({ candidates: ['db3'] });
    const equals = [replica('db2', `${uuid}:1-9`), replica('db3', `${uuid}:1-9`)];
    expect(elect(equals, term, modelRules, { from: 'db1', preferred: 'db3' })).toMatchObject({
      candidates: ['db3'],
    });
  });

  test('those with priority never, or in maintenance, are named where only they have all', () => {
    const worked = replica('db2', `${uuid}:1-10`);
    const stopped = [
      { ...worked, state: { ...worked.state, superReadOnly: false } },
      replica('db3', `${uuid}:1-10`),
    ];
    const rules = { ...modelRules, priorities: { db3: 'never' as const } };
    expect(elect(stopped, term, rules, { from: 'db1' })).toEqual({
      refused:
        'only who may not lead has all: db2 (in maintenance (read_only without super_read_only)), db3 (priority never)',
      floor: `${uuid}:1-10`,
    });
  });

  test('a primary that somebody made read_only may lead again', () => {
    const own = replica('db1', `${uuid}:1-10`);
    const stopped = [{ ...own, state: { ...own.state, superReadOnly: false, source: null } }];
    expect(elect(stopped, term, modelRules, { from: null, preferred: 'db1' })).toMatchObject({
      elected: 'db1',
    });
  });
});

describe('who must be at hand', () => {
  const of = (nodes: readonly string[], state = term, from: string | null = 'db1', rules = modelRules) =>
    elect(
      nodes.map((node) => replica(node, `${uuid}:1-9`)),
      state,
      rules,
      { from },
    );

  test('nobody, where there was no term before', () => {
    expect(of(['db2'], initialState(0))).toMatchObject({ elected: 'db2' });
  });

  test('nobody else, where the primary is at hand: but not the one that failed', () => {
    expect(of(['db1'], term, null)).toMatchObject({ elected: 'db1' });
    expect(of(['db1'], term, 'db1')).toHaveProperty('refused');
    expect(of(['db3'], term, null)).toHaveProperty('refused');
  });

  test('so many of its replicas that one of them has whatever was acknowledged', () => {
    const twoOf = { ...modelRules, acknowledgements: 2 };
    expect(of(['db3'], term, 'db1', twoOf)).toMatchObject({ elected: 'db3' });
    const many = beginTerm(initialState(0), 'db1', ['db2']);
    expect(of(['db3'], many, 'db1', twoOf)).toMatchObject({
      refused: expect.stringContaining('0 of the 1 replicas of db1 are at hand'),
    });
  });

  test('none of those that forgot what they had received', () => {
    expect(
      of(['db2', 'db3'], { ...term, restarted: { db3: { sinceMs: 0, reconnected: false } } }),
    ).toMatchObject({
      refused: expect.stringContaining('1 of the 2 replicas of db1 are at hand'),
    });
  });

  test('anybody who has what was there when the term was sealed', () => {
    expect(of(['db3'], sealTerm(term, `${uuid}:1-9`))).toMatchObject({ elected: 'db3' });
    expect(of(['db3'], sealTerm(term, `${uuid}:1-11`))).toEqual({
      refused: `nobody at hand has ${uuid}:10-11`,
      floor: `${uuid}:1-9`,
    });
  });
});

describe('where data may be lost', () => {
  const lossy = { ...modelRules, allowDataLoss: true };

  test('the one with most leads where nobody has all; of several with as many, the first', () => {
    const stopped = [
      replica('db2', `${uuid}:1-3`),
      replica('db3', `${uuid}:1-9,${other}:1`),
      replica('db4', `${uuid}:1-10`),
    ];
    const rules = { ...lossy, nodes: ['db1', 'db2', 'db3', 'db4'] };
    expect(elect(stopped, term, rules, { from: 'db1' })).toMatchObject({ candidates: ['db3', 'db4'] });
  });

  test('who has all leads all the same where one has', () => {
    const stopped = [replica('db2', `${uuid}:1-9`), replica('db3', `${uuid}:1-9,${other}:1-2`)];
    expect(elect(stopped, term, lossy, { from: 'db1' })).toMatchObject({ candidates: ['db3'] });
  });
});

describe('who follows the new primary at once', () => {
  const leader = replica('db2', `${uuid}:1-9,${other}:1-2`, `${uuid}:10`);
  const follower = (executed: string) => {
    const one = replica('db3', executed);
    return { ...one, state: { ...one.state, serverUuid: other } };
  };

  test('whoever lacks nothing of its own', () => {
    expect(mayFollow(follower(`${other}:1-2`), leader, term)).toBe(true);
    const plain = follower(`${other}:1-2`);
    expect(mayFollow({ ...plain, state: { ...plain.state, semisync: null } }, leader, term)).toBe(true);
  });

  test('not one that lost its own tail, is worked on, was kept out, or still counts as a source', () => {
    const plain = follower(`${other}:1-2`);
    const semisync = { sourceEnabled: true, waiting: 0, replicaActive: false };
    expect(mayFollow(follower(`${other}:1`), leader, term)).toBe(false);
    expect(mayFollow({ ...plain, state: { ...plain.state, superReadOnly: false } }, leader, term)).toBe(
      false,
    );
    expect(mayFollow({ ...plain, state: { ...plain.state, semisync } }, leader, term)).toBe(false);
    const without = beginTerm({ ...initialState(0), errant: { db3: 'x:1' } }, 'db1', ['db2']);
    expect(mayFollow(plain, leader, without)).toBe(false);
    expect(isKeptOut(plain, without)).toBe(true);
    expect(isKeptOut(plain, { ...without, followers: ['db3'] })).toBe(false);
    expect(isKeptOut(plain, { ...without, primary: 'db3' })).toBe(false);
  });
});

test('what is left to apply is what was received and not committed', () => {
  expect(leftToApply(replica('db2', `${uuid}:1-5`, `${uuid}:4-10`).state)).toBe(5);
  expect(leftToApply({ ...replica('db2', `${uuid}:1-5`).state, source: null })).toBe(0);
});
