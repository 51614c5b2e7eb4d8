import fc from 'fast-check';
import { expect, test } from 'vitest';
import { definitionsAsBefore } from '../../../../src/judge/checks/definitions-as-before.ts';
import { emptyRecord, eventOf, finalOf, stateOf, writable } from '../../../support/parts.ts';

type Digests = Readonly<Record<string, string>>;

const digests: Digests = {
  'account clerk@%': 'a1',
  'grants of clerk@%': 'a2',
  'routine ledger.remarked': 'a3',
  'trigger ledger.trimmed': 'a4',
  'event ledger.tidied': 'a5',
  'view ledger.newest': 'a6',
};

const read = (atMs: number, when: 'before' | 'after', found: Digests) =>
  eventOf(atMs, 'definitions-read', { node: 'db1', data: { when, digests: found } });

const finals = [finalOf(1, [], { state: stateOf(1, writable) }), finalOf(2, [])];
const judge = (...events: ReturnType<typeof read>[]) =>
  definitionsAsBefore.judge(emptyRecord({ events, finals }));

test('what is defined as before passes, with their number', () => {
  expect(judge(read(1000, 'before', digests), read(9000, 'after', digests))).toEqual({
    verdict: 'pass',
    summary: 'all 6 are as they were',
    evidence: [],
  });
});

test('one that is gone, new or changed fails, by its name', () => {
  const names = Object.keys(digests);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.constantFrom('gone', 'new', 'changed'), (name, how) => {
      const { [name]: own = '', ...others } = digests;
      const after = how === 'gone' ? others : { ...others, [name]: how === 'changed' ? `${own}x` : own };
      const before = how === 'new' ? others : digests;
      const { verdict, evidence } = judge(read(1000, 'before', before), read(9000, 'after', after));
      const said = {
        gone: 'expected it, found none',
        new: 'expected none, found one',
        changed: 'is not the same',
      };
      expect({ verdict, evidence }).toEqual({ verdict: 'fail', evidence: [`${name}: ${said[how]}`] });
    }),
  );
});

test('the last reading at the end counts', () => {
  const { verdict } = judge(
    read(1000, 'before', digests),
    read(8000, 'after', {}),
    read(9000, 'after', digests),
  );
  expect(verdict).toBe('pass');
});

test('one definition that differs is named in the summary', () => {
  const { summary } = judge(
    read(1000, 'before', digests),
    read(9000, 'after', { ...digests, 'view a.b': 'b' }),
  );
  expect(summary).toBe('1 definition of 6 differs: view a.b: expected none, found one');
});

test('a reading that is not of then and there tells nothing', () => {
  const [before, after] = [read(1000, 'before', digests), read(9000, 'after', digests)];
  const fault = eventOf(999, 'fault-injecting');
  const restored = eventOf(9001, 'data-restored');
  const garbled = eventOf(9500, 'definitions-read', { node: 'db1', data: { when: 'after' } });
  const elsewhere = { ...after, node: 'db2' };
  for (const [events, summary] of [
    [[fault, before, after], 'what was defined was first read at 1.00 s, after the first fault at 999 ms'],
    [[before, after, restored], 'what is defined was last read at 9.00 s, before data-restored at 9.00 s'],
    [[before, after, garbled], 'what is defined at the end was not recorded'],
    [[before, elsewhere], 'what is defined was read on db2, and the final primary is db1'],
  ] as const)
    expect(judge(...events)).toMatchObject({ verdict: 'inconclusive', summary });
  const record = emptyRecord({ events: [before, after], finals: [] });
  expect(definitionsAsBefore.judge(record).verdict).toBe('inconclusive');
});

test.each([
  ['before', [read(9000, 'after', digests)]],
  ['before', [read(1000, 'before', {}), read(9000, 'after', {})]],
  ['at the end', [read(1000, 'before', digests)]],
])('without a reading %s it is inconclusive', (_, events) => {
  expect(judge(...events).verdict).toBe('inconclusive');
});

test('several that differ are told in the order of their names, whatever became of each', () => {
  const { 'view ledger.newest': _, ...kept } = digests;
  const after = { ...kept, 'account thief@%': 'b1', 'routine ledger.remarked': 'b2' };
  const evidence = [
    'account thief@%: expected none, found one',
    'routine ledger.remarked: is not the same',
    'view ledger.newest: expected it, found none',
  ];
  expect(judge(read(1000, 'before', digests), read(9000, 'after', after))).toEqual({
    verdict: 'fail',
    summary: `3 definitions of 6 differ: ${evidence[0]}`,
    evidence,
  });
});

test('readings of the very millisecond of the fault, and of the last step, are in time', () => {
  const [before, after] = [read(1000, 'before', digests), read(9000, 'after', digests)];
  const [fault, restored] = [eventOf(1000, 'fault-injecting'), eventOf(9000, 'data-restored')];
  expect(judge(before, fault, after, restored).verdict).toBe('pass');
});

test('steps of the recovery outdate a reading; other events, and steps before it, do not', () => {
  const readings = [read(1000, 'before', digests), read(9000, 'after', digests)];
  const earlier = [
    eventOf(10, 'fault-in-force', { data: { when: 'before' } }),
    eventOf(20, 'phase-started'),
    eventOf(8000, 'data-restored'),
    eventOf(8500, 'recovery-step'),
  ];
  expect(judge(...earlier, ...readings, eventOf(9500, 'routed')).verdict).toBe('pass');
  expect(judge(...readings, eventOf(9500, 'recovery-step')).summary).toBe(
    'what is defined was last read at 9.00 s, before recovery-step at 9.50 s',
  );
});

test('what was not read, and where it was not read, is said', () => {
  const [before, after] = [read(1000, 'before', digests), read(9000, 'after', digests)];
  const untold = eventOf(9000, 'definitions-read');
  const nowhere = eventOf(9000, 'definitions-read', { data: { when: 'after', digests } });
  for (const [events, summary] of [
    [[after], 'what was defined before the fault was not recorded'],
    [[read(1000, 'before', {}), after], 'what was defined before the fault was not recorded'],
    [[before, untold], 'what is defined at the end was not recorded'],
    [[before, nowhere], 'what is defined was read on an unnamed node, and the final primary is db1'],
  ] as const)
    expect(judge(...events)).toEqual({ verdict: 'inconclusive', summary, evidence: [] });
});
