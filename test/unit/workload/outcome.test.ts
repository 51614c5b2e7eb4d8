import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../../src/engine/mysql/outcome.ts';
import { acknowledged, notSent, sentAndFailed, unheard } from '../../../src/workload/outcome.ts';

const ended = (error: unknown) => sentAndFailed(outcomeOf, error);

const withCode = (code: string): Error => Object.assign(new Error(`something: ${code}`), { code });

describe('outcome of a write', () => {
  test('without a connection nothing was sent: it surely did not happen', () => {
    expect(notSent(withCode('ECONNREFUSED'))).toMatchObject({
      outcome: 'fail',
      error: 'connect: ECONNREFUSED',
    });
  });

  test.each(['ER_OPTION_PREVENTS_STATEMENT', 'ER_LOCK_DEADLOCK', 'ER_DUP_ENTRY'])(
    '%s: refused or rolled back',
    (code) => {
      expect(ended(withCode(code))).toMatchObject({ outcome: 'fail', error: code });
    },
  );

  // The server may have committed before the answer was lost, and semisync sessions that are killed do commit.
  test.each([
    'PROTOCOL_CONNECTION_LOST',
    'ECONNRESET',
    'EPIPE',
    'ER_SERVER_SHUTDOWN',
    'ER_QUERY_INTERRUPTED',
    'ER_SOMETHING_NEW',
  ])('%s after sending: unknown', (code) => {
    expect(ended(withCode(code))).toMatchObject({ outcome: 'info', error: code });
  });

  test('of two writes that conflict in a group, the one rolled back is a failure of its own kind', () => {
    expect(ended(withCode('ER_TRANSACTION_ROLLBACK_DURING_COMMIT'))).toMatchObject({
      outcome: 'fail',
      error: 'conflict: ER_TRANSACTION_ROLLBACK_DURING_COMMIT',
    });
    const code = 'ER_ERROR_DURING_COMMIT';
    const lockTaken = Object.assign(new Error("Got error 149 - 'Lock deadlock' during COMMIT"), { code });
    expect(ended(lockTaken)).toMatchObject({ outcome: 'fail', error: `conflict: ${code}` });
    const otherwise = Object.assign(new Error("Got error 28 - 'No space left' during COMMIT"), { code });
    expect(ended(otherwise)).toMatchObject({ outcome: 'info', error: code });
  });

  test('an error without a code is named by its message', () => {
    expect(unheard('no answer within 250 ms')).toMatchObject({
      outcome: 'info',
      error: 'no answer within 250 ms',
    });
    expect(ended('odd')).toMatchObject({ outcome: 'info', error: 'odd' });
  });

  const ofServer = (code: string): Error => Object.assign(withCode(code), { sqlState: 'HY000' });

  test.each([
    ['a connection that cannot be had', notSent(withCode('ECONNREFUSED')), true],
    ['one that breaks', ended(withCode('PROTOCOL_CONNECTION_LOST')), true],
    ['silence', unheard('no answer within 250 ms'), true],
    ['a server that is read-only', ended(ofServer('ER_OPTION_PREVENTS_STATEMENT')), true],
    ['a lock that is held', ended(ofServer('ER_LOCK_WAIT_TIMEOUT')), false],
    ['a row that is there', ended(ofServer('ER_DUP_ENTRY')), false],
    ['an answer', acknowledged, false],
  ])('after %s the driver asks elsewhere: %#', (_, { asksElsewhere }, expected) => {
    expect(asksElsewhere).toBe(expected);
  });
});
