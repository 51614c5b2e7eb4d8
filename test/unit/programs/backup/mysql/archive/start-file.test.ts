import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatGtidSet, parseGtidSet } from '../../../../../../src/formats/gtid.ts';
import {
  type SourceFile,
  startFile,
} from '../../../../../../src/programs/backup/mysql/archive/start-file.ts';
import { uuidA as a, uuidB as b } from '../../../../../support/planted-binlog.ts';

/** A file of a server, by the text of what the server had executed before it. */
const fileOf = (name: string, before: string): SourceFile => ({ name, before: parseGtidSet(before) });

/** Transactions 1-3, 4-6, and from 7 on. */
const files = [fileOf('f1', ''), fileOf('f2', `${a}:1-3`), fileOf('f3', `${a}:1-6`)];
const whenPurged = files.slice(1);

describe('an archive goes on with', () => {
  test.each([
    ['the newest file, when it has all before that', `${a}:1-6`, 'f3'],
    ['the newest file, when it has some of that already', `${a}:1-9`, 'f3'],
    ['the file before, when one transaction is missing', `${a}:1-5`, 'f2'],
    ['the file before, when one in the middle is missing', `${a}:1-4:6-9`, 'f2'],
    ['the oldest file, when it has nothing', '', 'f1'],
    ['the oldest file, when it only has those of another server', `${b}:1-9`, 'f1'],
  ])('%s', (_, known, name) => {
    expect(startFile(files, parseGtidSet(known))).toEqual({ name, gap: '' });
  });

  test('the newest file, when it knows nothing yet, whatever was before', () => {
    expect(startFile(files, null)).toEqual({ name: 'f3', gap: '' });
    expect(startFile(whenPurged, null)).toEqual({ name: 'f3', gap: '' });
  });

  test('no file of a server that has none', () => {
    expect(startFile([], null)).toBeUndefined();
    expect(startFile([], parseGtidSet(`${a}:1-6`))).toBeUndefined();
  });
});

describe('when older files are purged, the gap is', () => {
  test.each([
    ['none, when it has all before the oldest', `${a}:1-3`, ''],
    ['the last transaction before the oldest', `${a}:1-2`, `${a}:3`],
    ['one in the middle', `${a}:1:3`, `${a}:2`],
    ['all before the oldest, when it has nothing', '', `${a}:1-3`],
    ['not what the files that are there will bring', `${a}:1-2:5`, `${a}:3`],
  ])('%s', (_, known, gap) => {
    expect(startFile(whenPurged, parseGtidSet(known))).toEqual({ name: 'f2', gap });
  });

  test('told by origin and tag, as a server writes a GTID set', () => {
    const known = parseGtidSet(`${a}:1-2`);
    const [before, gap] = [`${a}:1-3:audit:1,${b}:1-2`, `${a}:3:audit:1,${b}:1-2`];
    expect(startFile([fileOf('f9', before)], known)).toEqual({ name: 'f9', gap });
  });
});

/** A server: its transactions in the order of their commits, and at which of them its files begin. */
const servers = fc
  .tuple(
    fc.array(fc.constantFrom(a, b, `${a}:audit`), { maxLength: 20 }),
    fc.uniqueArray(fc.nat({ max: 20 }), { minLength: 1, maxLength: 6 }),
  )
  .map(([origins, places]) => ({
    history: origins.map((origin, index) => {
      const number = origins.slice(0, index + 1).filter((one) => one === origin).length;
      return `${origin}:${number}`;
    }),
    starts: places.filter((place) => place <= origins.length).sort((one, other) => one - other),
  }))
  .filter(({ starts }) => starts.length > 0);

/** A server and what an archive has of it: all up to some place, but for a few, and a few later ones. */
const cases = servers.chain(({ history, starts }) =>
  fc.record({
    history: fc.constant(history),
    starts: fc.constant(starts),
    known: fc
      .tuple(
        fc.nat({ max: history.length }),
        fc.subarray(history, { maxLength: Math.min(2, history.length) }),
        fc.subarray(history, { maxLength: Math.min(2, history.length) }),
      )
      .map(([upTo, without, also]) => [
        ...history.slice(0, upTo).filter((gtid) => !without.includes(gtid)),
        ...also,
      ]),
  }),
);

const textOf = (gtids: readonly string[]) => formatGtidSet(parseGtidSet(gtids.join(',')));

test('of all files the newest without a gap is chosen, else the oldest, and the gap is what then is missing', () => {
  fc.assert(
    fc.property(cases, ({ history, starts, known }) => {
      const planted = starts.map((start) => fileOf(`f${start}`, history.slice(0, start).join(',')));
      const missing = starts.map((start) => {
        const held = new Set([...known, ...history.slice(start)]);
        return history.filter((gtid) => !held.has(gtid));
      });
      const chosen = startFile(planted, parseGtidSet(known.join(',')));
      const index = planted.findIndex(({ name }) => name === chosen?.name);
      expect(chosen?.gap).toBe(textOf(missing[index] ?? []));
      expect(missing.slice(index + 1).every((gtids) => gtids.length > 0)).toBe(true);
      if (chosen?.gap !== '') expect(index).toBe(0);
    }),
  );
});
