import { expect, test } from 'vitest';
import { mysql } from '../../../../src/engine/mysql/engine.ts';
import type { Session } from '../../../../src/engine/session.ts';
import { retriedResult, startProcess } from '../../../../src/workload/beside/processes.ts';

const session = {
  query: async () => [],
  onLost: () => undefined,
  destroy: () => undefined,
} as unknown as Session;
const insert = { function: 'insert', key: 1, value: null };

/** A process of which each attempt ends by the next of these codes; the last one goes on. */
function processThatEnds(codes: readonly (string | null)[], retryAfterMs?: number) {
  let attempts = 0;
  return startProcess({
    hosts: [{ host: 'db1', port: 3306 }],
    engine: { session: async () => session, outcomeOf: mysql.outcomeOf },
    account: { user: 'application', password: '' },
    deadlineMs: 200,
    retryAfterMs,
    apply: async (_, client) => {
      const code = codes[Math.min(attempts, codes.length - 1)];
      attempts += 1;
      const failing = code ? () => Promise.reject(Object.assign(new Error(code), { code })) : async () => [];
      Object.assign(session, {
        query: (sql: string) => (sql === 'INSERT' ? failing() : Promise.resolve([])),
      });
      await client.write('INSERT');
      return 'done';
    },
  });
}

const lost = 'PROTOCOL_CONNECTION_LOST';
const refused = 'ER_OPTION_PREVENTS_STATEMENT';

test('is sent once, unless the workload says otherwise', async () => {
  expect(await processThatEnds([lost, null]).apply(insert)).toMatchObject({ outcome: 'info' });
});

test('is sent again until it is acknowledged, with the attempts of which nobody knows', async () => {
  const { outcome, result } = await processThatEnds([refused, lost, lost, null], 1).apply(insert);
  expect([outcome, retriedResult.parse(result)]).toEqual(['ok', { attempts: 4, unknown: 2, answer: 'done' }]);
});

test('is given up at its deadline; unknown where one attempt was', async () => {
  expect(await processThatEnds([refused], 50).apply(insert)).toMatchObject({ outcome: 'fail', result: null });
  expect(await processThatEnds([lost, refused], 50).apply(insert)).toMatchObject({ outcome: 'info' });
});
