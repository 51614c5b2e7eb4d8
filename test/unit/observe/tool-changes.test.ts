import { describe, expect, test } from 'vitest';
import { orchestrator } from '../../../src/failover/orchestrator.ts';
import type { ToolLook } from '../../../src/failover/types.ts';
import type { DrillEvent } from '../../../src/history/schema.ts';
import { toolChanges } from '../../../src/observe/tool-changes.ts';
import { answering, recorded } from '../../support/orchestrator.ts';

type Look = Partial<ToolLook> | null;

const watching: ToolLook = {
  activity: 'watching',
  primary: 'db1',
  problem: null,
  silent: [],
  leads: true,
  failure: null,
  recovery: null,
};
const dead: Look = { silent: ['db1'], failure: { node: 'db1', as: 'DeadMaster' } };
const chose: Look = { silent: ['db1'], primary: null, recovery: { id: 1, of: 'db1', successor: 'db2' } };
const done: Look = { ...chose, primary: 'db2' };

/** What is told of looks at `orc`, one each 100 ms and answered after 10; null where it did not answer. */
function tellOf(...looks: readonly Look[]): DrillEvent[] {
  return tellOfServices(...looks.map((look) => ['orc', look] as const));
}

function tellOfServices(...looks: readonly (readonly [service: string, look: Look])[]): DrillEvent[] {
  const events: DrillEvent[] = [];
  const tell = toolChanges((event) => events.push(event));
  for (const [index, [service, look]] of looks.entries()) {
    const askedAtMs = index * 100;
    const about = { role: 'manager', askedAtMs, everyMs: 100, proxy: null, last: false } as const;
    const error = look === null ? 'its container is paused' : null;
    const manager = look === null ? null : { ...watching, ...look };
    tell(service, { look: { ...about, error, manager }, answeredAtMs: askedAtMs + 10 });
  }
  return events;
}

const briefly = ({ type, node }: DrillEvent): string => `${type} ${node}`;

test('a failover is told step by step, each with the look before which it was not said', () => {
  const events = tellOf({}, dead, dead, chose, done, done);
  const about = { source: 'harness' };
  expect(events).toEqual([
    {
      ...about,
      atMs: 110,
      type: 'failure-detected',
      node: 'db1',
      text: 'orc says DeadMaster of db1',
      data: { service: 'orc', notBeforeMs: 0 },
    },
    {
      ...about,
      atMs: 310,
      type: 'candidate-chosen',
      node: 'db2',
      text: 'orc says that db2 takes over',
      data: { service: 'orc', notBeforeMs: 200 },
    },
    {
      ...about,
      atMs: 410,
      type: 'failover-completed',
      node: 'db2',
      text: 'orc holds db2 for the primary',
      data: { service: 'orc', notBeforeMs: 300 },
    },
  ]);
});

test('a look without an answer tells nothing, and leaves the time open that it could not see', () => {
  expect(tellOf({}, null, null, dead)).toMatchObject([{ atMs: 310, data: { notBeforeMs: 0 } }]);
});

describe('nothing is told', () => {
  test('of what held at the first look', () => {
    expect(tellOf(dead, dead)).toEqual([]);
    expect(tellOf(done, done)).toEqual([]);
  });

  test('of another primary without a failure, as after a planned change', () => {
    expect(tellOf({}, { primary: 'db2' })).toEqual([]);
  });

  test('of a dead server that it holds for the primary in between', () => {
    const between: Look = { silent: ['db1', 'db3'], primary: 'db3' };
    expect(tellOf({}, dead, between, done).map(briefly)).toEqual([
      'failure-detected db1',
      'candidate-chosen db2',
      'failover-completed db2',
    ]);
  });

  test('of a recovery of before, when the same node fails again', () => {
    const old = { recovery: { id: 7, of: 'db1', successor: 'db2' } };
    expect(tellOf(old, { ...dead, ...old }).map(briefly)).toEqual(['failure-detected db1']);
  });

  test('of a tool that tells such things by events', () => {
    const { failure: _, ...silent } = watching;
    const events: DrillEvent[] = [];
    const tell = toolChanges((event) => events.push(event));
    const about = { role: 'manager', everyMs: 100, proxy: null, last: false, error: null } as const;
    tell('manager', { look: { ...about, askedAtMs: 0, manager: silent }, answeredAtMs: 1 });
    tell('manager', {
      look: { ...about, askedAtMs: 9, manager: { ...silent, primary: 'db2' } },
      answeredAtMs: 10,
    });
    expect(events).toEqual([]);
  });
});

test('a primary that comes back by itself has not been failed over', () => {
  expect(tellOf({}, dead, {}, { primary: 'db2' }, dead).map(briefly)).toEqual([
    'failure-detected db1',
    'failure-detected db1',
  ]);
});

test('why it does nothing is told once, and again for another reason', () => {
  const blocked = { ...dead, problem: 'blocked' };
  const events = tellOf({ problem: 'switched off' }, {}, dead, blocked, blocked, {
    ...dead,
    problem: 'switched off',
  });
  expect(events.map(({ type, text }) => `${type}: ${text}`)).toEqual([
    'failure-detected: orc says DeadMaster of db1',
    'failover-refused: orc says: blocked',
    'failover-refused: orc says: switched off',
  ]);
});

test('of several services the one that acts is listened to', () => {
  const standby = { leads: false };
  const events = tellOfServices(
    ['one', {}],
    ['two', standby],
    ['two', { ...standby, ...dead }],
    ['one', null],
    ['two', { ...standby, ...dead }],
    ['two', dead],
    ['two', done],
  );
  expect(events.map(({ atMs, type, data }) => [atMs, type, data?.notBeforeMs])).toEqual([
    [510, 'failure-detected', null],
    [610, 'candidate-chosen', 500],
    [610, 'failover-completed', 500],
  ]);
});

test('two recorded failovers of Orchestrator, the second of which is blocked at first', async () => {
  const moments = ['healthy', 'detected', 'recovering', 'chosen', 'promoted', 'blocked'];
  const looks: Look[] = [];
  for (const moment of moments) {
    const server = await answering(recorded(moment));
    looks.push((await orchestrator.look?.(server.url, 2000, (host) => host)) ?? null);
    server.stop();
  }
  expect(tellOf(...looks).map(briefly)).toEqual([
    'failure-detected mysql-c',
    'candidate-chosen mysql-a',
    'failover-completed mysql-a',
    'failure-detected mysql-a',
    'failover-refused mysql-a',
  ]);
});
