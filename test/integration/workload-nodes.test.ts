import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '../../src/history/beside.ts';
import { appendChecks } from '../../src/workload/append/checks.ts';
import { bankChecks } from '../../src/workload/bank/checks.ts';
import type { BesideName } from '../../src/workload/beside/list.ts';
import type { BesideCheck } from '../../src/workload/beside/types.ts';
import { sqlChecks } from '../../src/workload/sql/checks.ts';
import { startTrial } from './beside.ts';
import { images } from './server.ts';
import { type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';

let server: SqlServer;
beforeAll(async () => {
  server = await startSqlServer('db1', 'primary', (await images()).mysql);
});
afterAll(stopSqlServers);

const counter = {
  prepare: [
    { at: 'counter.sql:1', sql: 'CREATE TABLE counters (id INT PRIMARY KEY, count INT NOT NULL)' },
    { at: 'counter.sql:2', sql: 'INSERT INTO counters VALUES (1, 0)' },
  ],
  operations: {
    add: {
      kind: 'write',
      weight: 1,
      isolation: 'repeatable-read',
      thinkMs: 0,
      statements: ['UPDATE counters SET count = count + 1 WHERE id = 1'],
    },
  },
  invariants: { 'never-negative': 'SELECT id FROM counters WHERE count < 0' },
  invariantShare: 0.2,
} satisfies Json;

const none = 'DO 0';
const kinds: [BesideName, Record<string, Json>, BesideCheck, string][] = [
  [
    'bank',
    {},
    bankChecks['bank-nodes'],
    'UPDATE ledger.bank_accounts SET balance = balance + 1 WHERE id = (SELECT * FROM (SELECT MIN(id) FROM ledger.bank_accounts) AS one)',
  ],
  [
    'append',
    { keys: 2 },
    appendChecks['append-nodes'],
    "UPDATE ledger.append_lists SET elements = CONCAT(elements, ',999') WHERE id = 0",
  ],
  ['sql', { file: 'counter.yml', content: counter }, sqlChecks['sql-nodes'], 'DELETE FROM ledger.counters'],
];

test.each(kinds)(
  '%s: a row that another node has otherwise is found, and none where it has the same',
  async (kind, options, check, change) => {
    const trial = await startTrial({ server, kind, options });
    await trial.acknowledged(60);
    expect(check.judge(await trial.endWithAnother(none))).toMatchObject({ verdict: 'pass' });
    expect(check.judge(await trial.endWithAnother(change))).toMatchObject({
      verdict: 'fail',
      summary: expect.stringContaining('db2'),
    });
  },
);

test('append: an acknowledged append that is gone from the node which leads at the end is found', async () => {
  const trial = await startTrial({ server, kind: 'append', options: { keys: 2 } });
  await trial.acknowledged(60);
  const evidence = await trial.endWithAnother('DELETE FROM ledger.append_lists WHERE id = 1');
  expect(appendChecks['append-appends'].judge(evidence)).toMatchObject({ verdict: 'pass' });
  expect(appendChecks['append-appends'].judge({ ...evidence, primary: 'db2' })).toMatchObject({
    verdict: 'fail',
    summary: expect.stringMatching(/^[1-9]\d* acknowledged appends? (is|are) not on db2 at the end: /),
  });
});
