import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differences, type TableDigest } from '../../../../../../src/programs/backup/common/verify/rows.ts';

const digest = '0123456789ABCDEF0123456789ABCDEF';
const other = '0123456789ABCDEF0123456789ABCDEE';
const tables = (...all: (readonly [string, number, string?])[]) =>
  new Map(all.map(([name, rows, text = digest]) => [name, { rows, digest: text }]));

describe('two servers', () => {
  test('with the same tables do not differ, in whatever order they are told', () => {
    const expected = tables(['shop.orders', 3], ['shop.items', 0]);
    expect(differences(expected, tables(['shop.items', 0], ['shop.orders', 3]))).toEqual([]);
    expect(differences(new Map(), new Map())).toEqual([]);
  });

  test('differ in the number of rows, in the rows, and in tables, a line each, by name', () => {
    const expected = tables(['d.more', 3], ['c.less', 3], ['b.same', 3], ['a.gone', 3], ['e.changed', 3]);
    const found = tables(
      ['d.more', 4, other],
      ['c.less', 2, other],
      ['b.same', 3],
      ['e.changed', 3, other],
      ['f.new', 5],
    );
    expect(differences(expected, found)).toEqual([
      'a.gone: expected 3 rows, found no such table',
      'c.less: expected 3 rows, found 2',
      'd.more: expected 3 rows, found 4',
      'e.changed: 3 rows in both, but not the same ones',
      'f.new: expected no such table, found 5 rows',
    ]);
  });

  test('differ where a table is there but empty, and where it is not there', () => {
    expect(differences(tables(['a.t', 0]), new Map())).toEqual(['a.t: expected 0 rows, found no such table']);
    expect(differences(new Map(), tables(['a.t', 0]))).toEqual(['a.t: expected no such table, found 0 rows']);
  });

  test('differ in the number of rows though the digest is the same', () => {
    expect(differences(tables(['a.t', 2]), tables(['a.t', 4]))).toEqual(['a.t: expected 2 rows, found 4']);
  });
});

const digests: fc.Arbitrary<TableDigest> = fc.record({
  rows: fc.nat({ max: 9 }),
  digest: fc.stringMatching(/^[0-9A-F]{32}$/),
});
const servers = fc
  .array(fc.tuple(fc.stringMatching(/^[a-z]{1,3}\.[a-z]{1,3}$/), digests), { minLength: 1, maxLength: 8 })
  .map((all) => new Map(all));

/** What can happen to one table. */
const changes: readonly ((server: Map<string, TableDigest>, name: string, was: TableDigest) => void)[] = [
  (server, name) => server.delete(name),
  (server, name, was) => server.set(name, { ...was, rows: was.rows + 1 }),
  (server, name, was) => server.set(name, { ...was, digest: flipped(was.digest) }),
];

/** Another last digit. */
const flipped = (text: string) => `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;

test('one row, one digit or one table is one difference, and it names the table', () => {
  fc.assert(
    fc.property(servers, fc.nat(), fc.constantFrom(...changes), (server, pick, change) => {
      const [name, was] = [...server][pick % server.size] ?? ['', { rows: 0, digest: '' }];
      const changed = new Map(server);
      change(changed, name, was);
      expect(differences(server, new Map(server))).toEqual([]);
      for (const lines of [differences(server, changed), differences(changed, server)]) {
        expect(lines).toHaveLength(1);
        expect(lines[0]?.split(':')[0]).toBe(name);
      }
    }),
  );
});
