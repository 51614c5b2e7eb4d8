import fc from 'fast-check';
import { expect, test } from 'vitest';
import { definitionsAsBefore } from '../../../src/checks/definitions-as-before.ts';
import { emptyRecord, eventOf } from '../../support/parts.ts';

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

const judge = (...events: ReturnType<typeof read>[]) => definitionsAsBefore.judge(emptyRecord({ events }));

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

test.each([
  ['before', [read(9000, 'after', digests)]],
  ['before', [read(1000, 'before', {}), read(9000, 'after', {})]],
  ['at the end', [read(1000, 'before', digests)]],
])('without a reading %s it is inconclusive', (_, events) => {
  expect(judge(...events).verdict).toBe('inconclusive');
});
