import { describe, expect, test } from 'vitest';
import { elect } from '../../../../src/programs/manager/decide/elect.ts';
import { beginReign, initialState } from '../../../../src/programs/manager/decide/state.ts';
import { modelRules } from './model-cluster.ts';
import { replica } from './stopped.ts';

const uuid = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const other = '4f22fb58-82db-22f2-8f44-d91bb053a673';
const reign = beginReign(initialState(0), 'db1', ['db2', 'db3']);

describe('the election of a primary', () => {
  test('what was received counts as much as what was committed', () => {
    const stopped = [replica('db2', `${uuid}:1-9`), replica('db3', `${uuid}:1-5`, `${uuid}:6-10`)];
    expect(elect(stopped, reign, modelRules, { from: 'db1' })).toEqual({
      elected: 'db3',
      candidates: ['db3'],
      floor: `${uuid}:1-10`,
    });
  });

  test('one that has received all and applied nothing is waited for, if nobody else has all', () => {
    const stopped = [replica('db2', `${uuid}:1-5`, `${uuid}:6-10`), replica('db3', `${uuid}:1-9`)];
    expect(elect(stopped, reign, modelRules, { from: 'db1' })).toMatchObject({
      elected: 'db2',
      candidates: ['db2'],
    });
  });

  test('if both have received all, the one that has applied it is elected, and the other one is in reserve', () => {
    const stopped = [replica('db2', `${uuid}:1-5`, `${uuid}:6-10`), replica('db3', `${uuid}:1-10`)];
    expect(elect(stopped, reign, modelRules, { from: 'db1' })).toMatchObject({
      elected: 'db3',
      candidates: ['db3', 'db2'],
    });
  });

  test('an applier that stands still is as good as none', () => {
    const stopped = [
      replica('db2', `${uuid}:1-9`, `${uuid}:10`, 'off'),
      replica('db3', `${uuid}:1-5`, `${uuid}:6-10`),
    ];
    expect(elect(stopped, reign, modelRules, { from: 'db1' })).toMatchObject({ elected: 'db3' });
  });

  test('a restarted primary that has all is preferred, and nobody is in reserve for it', () => {
    const stopped = [replica('db2', `${uuid}:1-9`), replica('db1', `${uuid}:1-9`)];
    const options = { from: null, preferred: 'db1' };
    expect(elect(stopped, reign, modelRules, options)).toMatchObject({ candidates: ['db1'] });
  });

  test('among equals, priority decides, then the order of the configuration', () => {
    const stopped = [replica('db2', `${uuid}:1-9`), replica('db3', `${uuid}:1-9`)];
    const rules = { ...modelRules, priorities: { db3: 'prefer' as const } };
    expect(elect(stopped, reign, rules, { from: 'db1' })).toMatchObject({ elected: 'db3' });
    expect(elect(stopped, reign, modelRules, { from: 'db1' })).toMatchObject({ elected: 'db2' });
  });

  test('a node with priority never is not promoted, and nobody at the price of its transactions', () => {
    const stopped = [replica('db2', `${uuid}:1-9`), replica('db3', `${uuid}:1-10`)];
    const rules = { ...modelRules, priorities: { db3: 'never' as const } };
    expect(elect(stopped, reign, rules, { from: 'db1' })).toMatchObject({
      refused: 'only who may not lead has all: db3 (priority never)',
    });
  });

  test('nobody is elected when each has what the other lacks', () => {
    const stopped = [replica('db2', `${uuid}:1-9,${other}:1`), replica('db3', `${uuid}:1-10`)];
    expect(elect(stopped, reign, modelRules, { from: 'db1' })).toMatchObject({
      refused: `no node has all transactions: db2 lacks ${uuid}:10; db3 lacks ${other}:1`,
    });
  });

  test('a known errant transaction is no merit', () => {
    const stopped = [replica('db2', `${uuid}:1-9,${other}:1`), replica('db3', `${uuid}:1-9`)];
    const state = { ...reign, errant: { db2: `${other}:1` } };
    expect(elect(stopped, state, modelRules, { from: 'db1' })).toMatchObject({ elected: 'db3' });
  });

  test('without acknowledgements nobody can know: the most advanced at hand is elected, also alone', () => {
    const rules = { ...modelRules, acknowledgements: 0 };
    const stopped = [replica('db2', `${uuid}:1-9`), replica('db3', `${uuid}:1-5`, `${uuid}:6-10`)];
    expect(elect(stopped, reign, rules, { from: 'db1' })).toMatchObject({ elected: 'db3' });
    expect(elect(stopped.slice(0, 1), reign, rules, { from: 'db1' })).toMatchObject({ elected: 'db2' });
  });

  test('one of two replicas is not enough: the other may have acknowledged more', () => {
    expect(elect([replica('db3', `${uuid}:1-9`)], reign, modelRules, { from: 'db1' })).toMatchObject({
      refused: expect.stringContaining('1 of the 2 replicas of db1 are at hand'),
    });
  });
});
