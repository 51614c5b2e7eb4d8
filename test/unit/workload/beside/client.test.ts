import { expect, test } from 'vitest';
import { outcomeOf as outcomeOfError } from '../../../../src/engine/mysql/outcome.ts';
import type { Session } from '../../../../src/engine/session.ts';
import { Client } from '../../../../src/workload/beside/client.ts';

/** A session that answers everything but a statement that begins with `failing`. */
function clientThatFailsAt(failing: string, code: string) {
  const sent: string[] = [];
  const query = async (sql: string): Promise<unknown[]> => {
    sent.push(sql);
    if (sql.startsWith(failing)) throw Object.assign(new Error(code), { code });
    return [];
  };
  return { sent, client: new Client({ query } as unknown as Session, outcomeOfError) };
}

async function outcomeOf(client: Client, operation: () => Promise<unknown>): Promise<string> {
  try {
    await operation();
    return 'ok';
  } catch (error) {
    return client.endingBy(error).outcome;
  }
}

const lost = 'PROTOCOL_CONNECTION_LOST';
const transfer = (client: Client) => () =>
  client.transaction('read-committed', async () => {
    await client.write('UPDATE a');
    await client.write('UPDATE b');
  });

test.each([
  ['START TRANSACTION', lost, 'fail'],
  ['UPDATE b', lost, 'fail'],
  ['COMMIT', lost, 'info'],
  ['COMMIT', 'ER_OPTION_PREVENTS_STATEMENT', 'fail'],
])('a transaction whose %s ends in %s: %s', async (failing, code, outcome) => {
  const { client } = clientThatFailsAt(failing, code);
  expect(await outcomeOf(client, transfer(client))).toBe(outcome);
});

test.each([
  ['UPDATE a', lost, 'info'],
  ['UPDATE a', 'ER_OPTION_PREVENTS_STATEMENT', 'fail'],
  // The first has taken effect by itself.
  ['UPDATE b', 'ER_OPTION_PREVENTS_STATEMENT', 'info'],
  ['SELECT', lost, 'info'],
])('without a transaction, %s ends in %s: %s', async (failing, code, outcome) => {
  const { client } = clientThatFailsAt(failing, code);
  const operation = async (): Promise<void> => {
    await client.write('UPDATE a');
    await client.write('UPDATE b');
    await client.read('SELECT');
  };
  expect(await outcomeOf(client, operation)).toBe(outcome);
});

test('of an operation nothing is left for the next one, and the level is set once', async () => {
  const { client, sent } = clientThatFailsAt('SELECT', lost);
  await client.write('UPDATE a');
  await client.reset(false);
  expect(await outcomeOf(client, () => client.read('SELECT'))).toBe('fail');
  await client.reset(true);
  await transfer(client)();
  await transfer(client)();
  expect(sent.filter((sql) => sql.startsWith('SET'))).toEqual([
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  ]);
  expect(sent).toContain('ROLLBACK');
});
