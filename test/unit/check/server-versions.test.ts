import { describe, expect, test } from 'vitest';
import { seenOf } from '../../../src/check/check-stack.ts';
import { findingsOf } from '../../../src/check/findings/list.ts';
import { cloneEachOther, isOlderSeries } from '../../../src/check/server-versions.ts';
import { server, stack, withServers } from './planted.ts';

test.each([
  ['8.0.40', '8.4.3', true],
  ['8.4.1', '8.4.3', false],
  ['8.4.3', '8.0.40', false],
  ['8.4.3-3 Percona', '9.7.0', true],
  ['10.11.6-MariaDB', '11.8.3-MariaDB', true],
])('%s before %s: %s', (version, other, expected) => {
  expect(isOlderSeries(version, other)).toBe(expected);
});

test.each([
  [['8.0.36', '8.0.36'], true],
  [['8.0.36', '8.0.40'], false],
  [['8.0.37', '8.0.40'], true],
  [['8.4.0', '8.4.3', '8.4.1'], true],
  [['8.0.40', '8.4.0'], false],
])('%j copy from each other: %s', (versions, expected) => {
  expect(cloneEachOther(versions)).toBe(expected);
});

const of = (node: string, version: string) => server(node, { variables: { version } });
const told = (...servers: readonly ReturnType<typeof server>[]) =>
  findingsOf(withServers(...servers)).filter(({ name }) => name === 'several-versions');

describe('servers of several versions', () => {
  test('a replica older than the primary is serious, and named', () => {
    expect(told(of('db2', '8.0.40'))).toMatchObject([
      {
        weight: 'serious',
        seen: 'db1: 8.4.3, db2: 8.0.40, db3: 8.4.3; db2 replicates from db1, which is newer',
      },
    ]);
  });

  test('a primary that is the oldest, and releases of one series, are to note', () => {
    expect(told(of('db1', '8.0.40'))).toMatchObject([{ weight: 'note' }]);
    expect(told(of('db3', '8.4.5'))).toMatchObject([
      { weight: 'note', seen: expect.stringContaining('db3: 8.4.5') },
    ]);
    expect(told()).toEqual([]);
  });

  test('a node that clone would not copy comes back by no means of its own', () => {
    expect(seenOf(stack())).toEqual({});
    expect(seenOf(withServers(of('db2', '8.0.40')))).toEqual({
      noClone: 'clone copies between servers of one version, and these are 8.4.3, 8.0.40, 8.4.3',
    });
  });
});
