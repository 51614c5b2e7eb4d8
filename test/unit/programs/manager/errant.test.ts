import { describe, expect, test } from 'vitest';
import { parseGtidSet } from '../../../../src/formats/gtid.ts';
import { errantTransactions, lostTail } from '../../../../src/programs/manager/decide/errant.ts';
import type { ServerState } from '../../../../src/programs/mysql/server-state.ts';
import { replica } from './stopped.ts';

const [primary, own, other] = [1, 2, 3].map((digit) =>
  `${digit}`.repeat(8).concat('-0000-0000-0000-000000000000'),
);

/** A server, and how many of its commits wait for an acknowledgement; null without the plugins for it. */
function server(
  serverUuid: string | undefined,
  gtidExecuted: string,
  waiting: number | null = 0,
): ServerState {
  const semisync = waiting === null ? null : { sourceEnabled: true, waiting, replicaActive: false };
  return { ...replica('db', gtidExecuted).state, serverUuid: serverUuid ?? '', semisync };
}

describe('transactions are errant', () => {
  const node = server(own, `${primary}:1-12,${own}:1-2,${other}:1`);
  const leader = (waiting: number | null = 0) => server(primary, `${primary}:1-10,${other}:1`, waiting);
  const ofItsOwn = `${own}:1-2`;

  test('on a replica when the primary did not originate them: it may wait for this very acknowledgement', () => {
    expect(errantTransactions(node, leader(), true)).toBe(ofItsOwn);
  });

  test('on another node also when it did, unless its commits wait', () => {
    expect(errantTransactions(node, leader(), false)).toBe(`${primary}:11-12,${ofItsOwn}`);
    expect(errantTransactions(node, leader(null), false)).toBe(`${primary}:11-12,${ofItsOwn}`);
    expect(errantTransactions(node, leader(1), false)).toBe(ofItsOwn);
  });

  test('not when the primary has them', () => {
    expect(errantTransactions(server(own, `${primary}:1-9`), leader(), false)).toBe('');
  });
});

describe('a lost tail', () => {
  test('is what a node originated, others have, and it lacks', () => {
    const has = parseGtidSet(`${primary}:1-10,${own}:1-6`);
    expect(lostTail(server(own, `${primary}:1-3,${own}:1-4`), has)).toBe(`${own}:5-6`);
    expect(lostTail(server(own, `${own}:1-8`), has)).toBe('');
  });
});
