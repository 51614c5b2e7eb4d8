import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DefinedEvent } from '../../../../src/engine/definitions-schema.ts';
import type { DefinitionsReading } from '../../../../src/history/definitions-reading.ts';
import { definersExist } from '../../../../src/judge/checks/definers-exist.ts';
import { definitionsAsBefore } from '../../../../src/judge/checks/definitions-as-before.ts';
import { definitionsKept } from '../../../../src/judge/checks/definitions-kept.ts';
import { eventsEnabled } from '../../../../src/judge/checks/events-enabled.ts';
import type { Check } from '../../../../src/judge/checks/types.ts';
import { emptyRecord, eventOf, finalOf, stateOf, writable } from '../../../support/parts.ts';

const sound: Omit<DefinitionsReading, 'node' | 'when' | 'atMs' | 'leads'> = {
  bodies: { 'account clerk@%': 'a1', 'view shop.newest': 'a2', 'event shop.nightly': 'a3' },
  tables: {
    'column shop.orders.id': '`id` int NOT NULL',
    'key shop.orders.by_day': 'KEY `by_day` (`day`)',
    'constraint shop.orders.positive': 'CONSTRAINT `positive` CHECK ((`id` > 0))',
    'columns of shop.orders': 'id, day',
    'table shop.orders': 'f00d',
  },
  scheduler: true,
  events: { 'shop.nightly': { status: 'enabled', lasts: true } },
  definers: { 'view shop.newest': { account: 'clerk@%', exists: true } },
  views: { 'shop.newest': null },
};

type Changes = Partial<DefinitionsReading>;
const read = (node: string, when: 'before' | 'after', changes: Changes = {}): DefinitionsReading => ({
  ...sound,
  node,
  when,
  atMs: when === 'before' ? 1000 : 9000,
  leads: node === (when === 'before' ? 'db1' : 'db2'),
  ...changes,
});
/** db1 led, db2 leads at the end; both, and db3, are read then. */
const readings = (changes: Readonly<Partial<Record<'before' | 'db1' | 'db2' | 'db3', Changes>>> = {}) => [
  read('db1', 'before', changes.before),
  read('db1', 'after', changes.db1),
  read('db2', 'after', changes.db2),
  read('db3', 'after', changes.db3),
];
const finals = [finalOf(1, []), finalOf(2, [], { state: stateOf(2, writable) }), finalOf(3, [])];
const judge = (check: Check, definitions: DefinitionsReading[], events: ReturnType<typeof eventOf>[] = []) =>
  check.judge(emptyRecord({ definitions, finals, events }));
const all = [definitionsKept, definersExist, eventsEnabled, definitionsAsBefore];

test.each(all)('$name passes where all is as it was', (check) => {
  expect(judge(check, readings())).toMatchObject({ verdict: 'pass', evidence: [] });
});

test.each(all)('$name proves nothing without the reading of the end', (check) => {
  expect(judge(check, [read('db1', 'before')]).verdict).toBe('inconclusive');
  expect(judge(check, []).verdict).toBe('inconclusive');
});

test.each([definitionsKept, eventsEnabled, definitionsAsBefore])(
  '$name proves nothing where the reading of before is none, or of after the fault',
  (check) => {
    expect(judge(check, readings().slice(1)).verdict).toBe('inconclusive');
    const late = judge(check, readings({ before: { atMs: 2001 } }), [eventOf(2000, 'fault-injecting')]);
    expect(late).toMatchObject({ verdict: 'inconclusive' });
    expect(late.summary).toContain('after the first fault at 2.00 s');
  },
);

test.each([definitionsKept, definersExist])('$name proves nothing where a node was not read', (check) => {
  const found = judge(check, readings().slice(0, 3));
  expect(found).toEqual({
    verdict: 'inconclusive',
    summary: 'what is defined at the end was not read on db3',
    evidence: [],
  });
});

test('a part of a table that is gone, another or new on one node fails, by its name and node', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(sound.tables)),
      fc.constantFrom('gone', 'another', 'new'),
      fc.constantFrom('db1' as const, 'db2' as const, 'db3' as const),
      (name, how, node) => {
        const { [name]: _, ...others } = sound.tables;
        const changed = { gone: others, another: { ...others, [name]: 'x' } };
        const tables =
          how === 'new' ? { ...sound.tables, 'key shop.orders.more': 'x' } : changed[how as 'gone'];
        const { verdict, evidence } = judge(definitionsKept, readings({ [node]: { tables } }));
        expect(verdict).toBe('fail');
        // Of the final primary: against before, and against both others; what is new there is no loss.
        expect(evidence).toHaveLength(node === 'db2' ? (how === 'new' ? 2 : 3) : 1);
        expect(evidence[0]).toContain(how === 'new' ? 'key shop.orders.more' : name);
        expect(evidence.join()).toContain(node);
      },
    ),
  );
});

test('what is lost on all nodes alike is lost; what is new on all alike is none', () => {
  const { 'key shop.orders.by_day': key, ...lost } = sound.tables;
  const everywhere = (tables: Record<string, string>) =>
    readings({ db1: { tables }, db2: { tables }, db3: { tables } });
  expect(judge(definitionsKept, everywhere(lost))).toMatchObject({
    verdict: 'fail',
    summary: `1 definition differs: db2, against before the fault: key shop.orders.by_day is missing: ${key}`,
  });
  expect(judge(definitionsKept, everywhere({ ...sound.tables, 'column a.b.c': 'x' })).verdict).toBe('pass');
});

test('accounts may differ from node to node, bodies of views may not', () => {
  const accounts = { ...sound.bodies, 'account clerk@%': 'other salt' };
  expect(judge(definitionsKept, readings({ db3: { bodies: accounts } })).verdict).toBe('pass');
  const views = { ...sound.bodies, 'view shop.newest': 'x' };
  expect(judge(definitionsKept, readings({ db3: { bodies: views } })).summary).toBe(
    '1 definition differs: db3, against db2: view shop.newest is another',
  );
});

test('a definer that does not exist, and a view that cannot be read, fail on any node', () => {
  const definers = { 'view shop.newest': { account: 'clerk@%', exists: false } };
  expect(judge(definersExist, readings({ db3: { definers } }))).toMatchObject({
    verdict: 'fail',
    evidence: ['db3: view shop.newest: its definer clerk@% does not exist'],
  });
  const views = { 'shop.newest': 'no such definer' };
  expect(judge(definersExist, readings({ db1: { views }, before: { views } })).evidence).toEqual([
    'db1: view shop.newest cannot be read: no such definer (as before the fault)',
  ]);
});

const status = fc.constantFrom<DefinedEvent['status']>('enabled', 'disabled', 'disabled-on-replica');

test('an event that lasts passes exactly where it runs as it ran', () => {
  fc.assert(
    fc.property(status, status, fc.boolean(), fc.boolean(), (was, is, ranAll, runAll) => {
      const events = (one: DefinedEvent['status']) => ({ 'shop.nightly': { status: one, lasts: true } });
      const { verdict } = judge(
        eventsEnabled,
        readings({
          before: { events: events(was), scheduler: ranAll },
          db2: { events: events(is), scheduler: runAll },
        }),
      );
      const same = (was === 'enabled' && ranAll) === (is === 'enabled' && runAll);
      expect(verdict).toBe(same ? 'pass' : 'fail');
    }),
  );
});

test('why an event does not run is said; one that is over may be gone', () => {
  const lasting = (status: DefinedEvent['status']) => ({ 'shop.nightly': { status, lasts: true } });
  const told = (changes: Changes) => judge(eventsEnabled, readings({ db2: changes })).summary;
  expect(told({ events: lasting('disabled-on-replica') })).toBe(
    '1 event does not run as before, of 1: shop.nightly: is disabled on db2 as on a replica',
  );
  expect(told({ events: {} })).toMatch(/shop\.nightly: is gone from db2$/);
  expect(told({ scheduler: false })).toMatch(/the event scheduler of db2 is off$/);
  const once = { events: { 'shop.once': { status: 'enabled', lasts: false } } } satisfies Changes;
  const after = (events: DefinitionsReading['events']) =>
    judge(eventsEnabled, readings({ before: once, db2: { events } })).verdict;
  expect(after({})).toBe('pass');
  expect(after({ 'shop.once': { status: 'disabled', lasts: false } })).toBe('pass');
  expect(after({ 'shop.once': { status: 'disabled-on-replica', lasts: false } })).toBe('fail');
});

test('events of another node than the final primary do not count', () => {
  const events = { 'shop.nightly': { status: 'disabled-on-replica', lasts: true } } as const;
  expect(judge(eventsEnabled, readings({ db1: { events }, db3: { events } })).verdict).toBe('pass');
});

test('where nothing is defined that needs it, that is said', () => {
  const none = { events: {}, definers: {}, views: {} };
  const bare = readings({ before: none, db1: none, db2: none, db3: none });
  expect(judge(eventsEnabled, bare)).toEqual({
    verdict: 'pass',
    summary: 'no event is defined, before or at the end',
    evidence: [],
  });
  expect(judge(definersExist, bare)).toEqual({
    verdict: 'pass',
    summary: 'no view, routine, trigger or event is defined',
    evidence: [],
  });
});

test('several are counted, each with its own line', () => {
  const off = { status: 'disabled', lasts: true } as const;
  const on = { status: 'enabled', lasts: true } as const;
  const before = { events: { a: on, b: on, c: off } };
  expect(judge(eventsEnabled, readings({ before, db2: { events: { a: off, b: off, c: off } } }))).toEqual({
    verdict: 'fail',
    summary: '2 events do not run as before, of 3: a: is disabled on db2',
    evidence: ['a: is disabled on db2', 'b: is disabled on db2'],
  });
  expect(judge(eventsEnabled, readings({ before, db2: before })).summary).toBe(
    '2 events run on db2 as before, of 3',
  );
  const added = { events: { ...before.events, c: on } };
  expect(judge(eventsEnabled, readings({ before, db2: added })).summary).toMatch(
    /c: runs on db2, and did not before$/,
  );
  // What is new may run.
  expect(
    judge(eventsEnabled, readings({ before, db2: { events: { ...before.events, d: on } } })).verdict,
  ).toBe('pass');
  const definers = { x: { account: 'a@%', exists: true }, y: { account: 'b@%', exists: true } };
  expect(judge(definersExist, readings({ db1: { definers } })).summary).toBe(
    'the definers of 4 views, routines, triggers and events exist, on 3 nodes',
  );
});

test('a definer that was missing before the fault is told as such', () => {
  const definers = { 'view shop.newest': { account: 'clerk@%', exists: false } };
  expect(judge(definersExist, readings({ before: { definers }, db1: { definers } })).summary).toBe(
    '1 definition without a definer, or unreadable: db1: view shop.newest: its definer clerk@% does not exist (as before the fault)',
  );
});

test('the final primary must have been read at the end, by name, and readings of before are none of the end', () => {
  const [before, one, , three] = readings();
  const some = [before, one, three].filter((reading) => reading !== undefined);
  expect(judge(eventsEnabled, some).summary).toBe('what is defined on db2 at the end was not recorded');
  const late = [...some, read('db2', 'before')];
  expect(judge(eventsEnabled, late).summary).toBe('what is defined on db2 at the end was not recorded');
  expect(judge(definersExist, late).summary).toBe('what is defined at the end was not read on db2');
});

test('what changed after the last reading outdates it', () => {
  for (const type of ['data-restored', 'recovery-step'] as const) {
    const found = judge(eventsEnabled, readings(), [eventOf(9001, type)]);
    expect(found).toMatchObject({
      verdict: 'inconclusive',
      summary: `what is defined was last read at 9.00 s, before ${type} at 9.00 s`,
    });
    expect(judge(eventsEnabled, readings(), [eventOf(9000, type)]).verdict).toBe('pass');
  }
});
