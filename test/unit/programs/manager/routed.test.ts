import { describe, expect, test } from 'vitest';
import { awaitRouting, noteRouted } from '../../../../src/programs/manager/decide/routed.ts';
import { type Completion, initialState } from '../../../../src/programs/manager/decide/state.ts';
import { type ModelCluster, running } from './model-cluster.ts';

describe('routing', () => {
  const changes = (cluster: ModelCluster): string[] =>
    cluster.told
      .filter(({ type }) => type === 'routed' || type === 'failover-completed')
      .map(({ type, node }) => `${type} ${node}`);

  test('a failover is completed once it is routed, and each is told once', () => {
    const cluster = running();
    cluster.get('db1').up = false;
    cluster.run(60);
    expect(changes(cluster)).toEqual(['routed db2', 'failover-completed db2']);
    expect(cluster.state.unrouted).toBeNull();
  });

  test('while the proxy cannot be told it is not over; as soon as it can, both are told', () => {
    const cluster = running();
    cluster.told.length = 0;
    cluster.proxyAnswers = false;
    cluster.get('db1').up = false;
    cluster.run(60);
    expect(cluster.state.primary).toBe('db2');
    expect(cluster.get('db2').readOnly).toBe(false);
    expect(changes(cluster)).toEqual([]);
    cluster.proxyAnswers = true;
    cluster.run(30);
    expect(changes(cluster)).toEqual(['routed db2', 'failover-completed db2']);
  });

  test('a second failover before the first was routed: only the last one is routed, and completed', () => {
    const cluster = running();
    cluster.told.length = 0;
    cluster.proxyAnswers = false;
    cluster.get('db1').up = false;
    cluster.run(20);
    cluster.restart('db1');
    cluster.run(40);
    cluster.get('db2').up = false;
    cluster.run(40);
    cluster.proxyAnswers = true;
    cluster.run(5);
    const { primary } = cluster.state;
    expect(primary).not.toBe('db2');
    expect(changes(cluster)).toEqual([`routed ${primary}`, `failover-completed ${primary}`]);
  });

  test('a proxy that restarts with its old configuration is routed again, and that is told', () => {
    const cluster = running();
    cluster.get('db1').up = false;
    cluster.run(30);
    cluster.told.length = 0;
    cluster.proxyTo = 'db1';
    cluster.run(3);
    expect(cluster.proxyTo).toBe('db2');
    expect(changes(cluster)).toEqual(['routed db2']);
  });

  test('a failover that stopped before it opened writes is completed when they are opened', () => {
    const cluster = running();
    cluster.told.length = 0;
    cluster.get('db1').up = false;
    cluster.crashAfter = 3;
    cluster.run(12);
    expect(cluster.state.primary).toBe('db2');
    expect(changes(cluster)).toEqual([]);
    cluster.crashAfter = null;
    cluster.run(60);
    expect(cluster.get('db2').readOnly).toBe(false);
    expect(changes(cluster)).toEqual(['routed db2', 'failover-completed db2']);
  });

  test('a manager that starts between the promotion and the routing routes', () => {
    const cluster = running();
    cluster.proxyAnswers = false;
    cluster.get('db1').up = false;
    cluster.run(20);
    cluster.restartManager();
    cluster.told.length = 0;
    cluster.proxyAnswers = true;
    cluster.run(40);
    expect(cluster.told).toContainEqual({ type: 'primary-found', node: 'db2' });
    expect(changes(cluster)).toEqual(['routed db2']);
  });
});

describe('what is told of routing', () => {
  const owed = (completes: Completion) => awaitRouting(initialState(0), 'db2', completes);
  const routed = { type: 'routed', node: 'db2', text: 'the proxy sends writes to db2' };

  test('nothing, where writes go where they went', () => {
    expect(noteRouted(initialState(0), 'db2', false)).toEqual({ state: initialState(0), events: [] });
  });

  test('that it changed', () => {
    expect(noteRouted(initialState(0), 'db2', true)).toEqual({ state: initialState(0), events: [routed] });
  });

  test.each<[string, Completion, object[]]>([
    ['nothing more', null, []],
    [
      'that the failover is over',
      { type: 'failover-completed' },
      [{ type: 'failover-completed', node: 'db2', text: 'failover to db2 is over' }],
    ],
    [
      'that the switchover is over, and why it was',
      { type: 'switchover-completed', why: 'db1 (its disk is full)' },
      [
        {
          type: 'switchover-completed',
          node: 'db2',
          text: 'db2 is the primary in place of db1 (its disk is full)',
        },
      ],
    ],
  ])('and, of a new primary, %s', (_what, completes, more) => {
    const state = owed(completes);
    const told = { state: { ...state, unrouted: null }, events: [routed, ...more] };
    expect(noteRouted(state, 'db2', false)).toEqual(told);
    expect(noteRouted(state, 'db2', true)).toEqual(told);
  });

  test('while the old primary is routed still, the change is not over', () => {
    const state = owed({ type: 'failover-completed' });
    expect(noteRouted(state, 'db1', false)).toEqual({ state, events: [] });
    expect(noteRouted(state, 'db1', true)).toMatchObject({
      state,
      events: [{ type: 'routed', node: 'db1' }],
    });
  });

  test('opening a primary again completes what came so far and no further, and nothing of its own', () => {
    const before = owed({ type: 'failover-completed' });
    expect(awaitRouting(before, 'db3', null).unrouted).toEqual({
      node: 'db3',
      completes: { type: 'failover-completed' },
    });
    expect(awaitRouting(initialState(0), 'db3', null).unrouted).toEqual({ node: 'db3', completes: null });
  });
});
