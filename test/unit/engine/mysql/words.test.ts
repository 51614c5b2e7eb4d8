import { describe, expect, test } from 'vitest';
import { acceptsWrites, saysLogsPurged } from '../../../../src/engine/mysql/words.ts';
import { groupOf } from '../../../support/group.ts';

describe('a server that is not read-only accepts writes', () => {
  test.each([
    [[], true],
    [['db2'], true],
    [['db2', 'db3'], false],
  ])('a member that does not reach %j of three: %s', (missing, expected) => {
    expect(acceptsWrites(false, groupOf({}, missing))).toBe(expected);
  });

  test.each(['RECOVERING', 'ERROR'] as const)('not a server that is %s: its group refuses', (state) => {
    expect(acceptsWrites(false, groupOf({ state }))).toBe(false);
  });

  test('none that is read-only', () => {
    expect(acceptsWrites(true, undefined)).toBe(false);
    expect(acceptsWrites(true, groupOf())).toBe(false);
    expect(acceptsWrites(false, undefined)).toBe(true);
  });

  test('a writable server that left its group is writable: nobody keeps it from diverging', () => {
    const alone = groupOf({ state: 'OFFLINE', role: '', members: [] });
    expect(acceptsWrites(false, alone)).toBe(true);
  });
});

test.each([
  ['error 13114: Got fatal error 1236 from source: the source has purged required binary logs', true],
  ['error 13114: Got fatal error 1236 from source: could not find first log file', false],
  ['error 1062: Duplicate entry, purged required', false],
  ['', false],
])('a receiver that says "%s": the logs it needs were purged: %s', (error, expected) => {
  expect(saysLogsPurged(error)).toBe(expected);
});
