import type { Connection } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import type { ActingNode } from '../../../../src/programs/manager/act/acting-node.ts';
import type { ActContext } from '../../../../src/programs/manager/act/context.ts';
import { fencePrimary } from '../../../../src/programs/manager/act/fence.ts';
import { firstReady } from '../../../../src/programs/manager/act/first-ready.ts';
import { initialState } from '../../../../src/programs/manager/decide/state.ts';
import type { ManagerEvent } from '../../../../src/programs/manager/words.ts';
import { pause } from '../../../../src/wait.ts';
import { modelRules } from './model-cluster.ts';
import { replica } from './stopped.ts';

const uuid = '3e11fa47-71ca-11e1-9e33-c80aa9429562';

/** When a node has applied what it received, in ms from now; a text for one that fails with it. */
type Appliers = Readonly<Record<string, number | string>>;

function contextOf(appliers: Appliers, more: Partial<ActContext> = {}): ActContext {
  const startedAtMs = performance.now();
  const node = (name: string): ActingNode => ({
    address: { name, host: name, port: 3306 },
    run: async (_what, _deadlineMs, work) => work(connectionOf(appliers[name] ?? 0, startedAtMs)),
    leaveOrder: () => undefined,
    another: () => Promise.reject(new Error('no further connection')),
    keepOpen: () => undefined,
    cut: () => undefined,
  });
  return {
    rules: modelRules,
    router: {
      hasProxy: true,
      want: () => undefined,
      apply: async () => undefined,
      status: () => ({ wanted: undefined, problem: null }),
      stop: () => undefined,
    },
    replication: { user: 'replication', password: '' },
    heartbeatMs: 250,
    emit: () => undefined,
    emitOnce: () => undefined,
    node,
    facts: () => ({ nowMs: 10_000, rules: modelRules, views: new Map(), sinceMs: 0 }),
    state: () => initialState(0),
    update: () => undefined,
    ...more,
  };
}

/** Answers WAIT_FOR_EXECUTED_GTID_SET, and nothing else. */
function connectionOf(applied: number | string, startedAtMs: number): Connection {
  const query = async (sql: string, [, seconds]: [string, number]) => {
    expect(sql).toContain('WAIT_FOR_EXECUTED_GTID_SET');
    if (typeof applied === 'string') throw new Error(applied);
    const leftMs = startedAtMs + applied - performance.now();
    await pause(Math.max(0, Math.min(leftMs, seconds * 1000)));
    return [[{ late: leftMs > seconds * 1000 ? 1 : 0 }]];
  };
  return { query } as unknown as Connection;
}

const db2 = replica('db2', `${uuid}:1-5`, `${uuid}:6-9`);
const db3 = replica('db3', `${uuid}:1-4`, `${uuid}:5-9`);

describe('who of equals leads', () => {
  test.each<[string, Appliers, string]>([
    ['the best by the book, if it is done soon', { db2: 100, db3: 0 }, 'db2'],
    ['the other one, if a lock holds the best', { db2: 600_000, db3: 0 }, 'db3'],
    ['whoever is done first after that', { db2: 900, db3: 500 }, 'db3'],
    ['the best again, if it is done before the other', { db2: 500, db3: 900 }, 'db2'],
    ['the other one, if the best dies', { db2: 'gone', db3: 400 }, 'db3'],
    ['the best, if the other one dies', { db2: 400, db3: 'gone' }, 'db2'],
  ])('%s', async (_, appliers, expected) => {
    expect((await firstReady(contextOf(appliers), [db2, db3])).node).toBe(expected);
  });

  test('nobody, if all fail: with the reason of the best', async () => {
    await expect(firstReady(contextOf({ db2: 'gone', db3: 'lost' }), [db2, db3])).rejects.toThrow('gone');
  });

  test('a candidate that is alone is not waited for here', async () => {
    expect(await firstReady(contextOf({ db2: 600_000 }), [db2])).toBe(db2);
  });
});

describe('a primary that does not answer', () => {
  const { router } = contextOf({});
  const proxies = {
    answers: router,
    'does not answer': { ...router, apply: () => Promise.reject(new Error('no route')) },
    'is not there': { ...router, hasProxy: false },
  };

  test.each<[number, keyof typeof proxies, string | undefined]>([
    [0, 'answers', undefined],
    [0, 'does not answer', 'the proxy is unreachable, its server does not answer'],
    [0, 'is not there', 'its server does not answer'],
    [1, 'answers', undefined],
    [1, 'does not answer', undefined],
    [1, 'is not there', undefined],
  ])(
    '%i acknowledgements, the proxy %s: no other may lead because %s',
    async (acknowledgements, how, why) => {
      const told: ManagerEvent[] = [];
      const rules = { ...modelRules, acknowledgements };
      const context = contextOf({}, { rules, router: proxies[how], emit: (event) => told.push(event) });
      const fencing = fencePrimary(context, 'db1');
      if (why === undefined) await fencing;
      else await expect(fencing).rejects.toThrow(new Error(`db1 may still acknowledge writes: ${why}`));
      expect(told.map(({ type }) => type)).toEqual(['fenced']);
    },
  );
});
