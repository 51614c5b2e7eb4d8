import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../src/history/beside.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { sqlChecks } from '../../src/workload/sql/checks.ts';
import type { SqlContent } from '../../src/workload/sql/schema.ts';
import { startTrial } from './beside.ts';
import { images } from './server.ts';
import { type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';

let server: SqlServer;
beforeAll(async () => {
  server = await startSqlServer('db1', 'primary', (await images()).mysql);
});
afterAll(stopSqlServers);

/** The options of the workload as a scenario has them that names this file. */
async function optionsFor(file: string): Promise<Record<string, Json>> {
  const { scenario } = await loadScenario('own-sql', [
    `workload.beside.0.with.file=../examples/workloads/${file}`,
  ]);
  const { content, ...options } = scenario.workload.beside?.[0]?.with ?? {};
  return { ...options, content: { ...(content as SqlContent), invariantShare: 0.25 } };
}

describe.each([
  ['tpcc.yml', 'stock-level'],
  ['sysbench.yml', 'read-write'],
])('%s', (file, rarest) => {
  test('every operation is acknowledged, and its invariants hold', async () => {
    const options = await optionsFor(file);
    const trial = await startTrial({ server, kind: 'sql', options, ratePerSecond: 20 });
    await Promise.all([trial.acknowledged(4, rarest), trial.acknowledged(20, 'invariant')]);
    const evidence = await trial.end();
    const verdicts = Object.values(sqlChecks).map((check) => check.judge(evidence));
    expect(verdicts.map(({ verdict, summary }) => [verdict, summary])).toEqual([
      ['pass', expect.stringContaining(' held in ')],
      ['pass', expect.stringContaining(' the same on db1')],
    ]);
  });
});

/** Money that moves between two accounts; a transfer writes what it has read, with a lock or without. */
function bank(lock: string): SqlContent {
  const move = (from: string, to: string) => [
    `SELECT balance INTO @from FROM purses WHERE id = ${from} ${lock}`,
    `SELECT balance INTO @to FROM purses WHERE id = ${to} ${lock}`,
    `UPDATE purses SET balance = @from - 1 WHERE id = ${from}`,
    `UPDATE purses SET balance = @to + 1 WHERE id = ${to}`,
  ];
  const transaction = { kind: 'transaction', weight: 1, isolation: 'repeatable-read', thinkMs: 2 } as const;
  return {
    prepare: [
      { at: 'bank.sql:1', sql: 'CREATE TABLE purses (id INT PRIMARY KEY, balance INT NOT NULL)' },
      { at: 'bank.sql:2', sql: 'INSERT INTO purses VALUES (1, 0), (2, 0), (3, 0)' },
    ],
    operations: {
      there: { ...transaction, statements: move('1', '2') },
      further: { ...transaction, statements: move('2', '3') },
    },
    invariants: { 'nothing-is-made': 'SELECT SUM(balance) AS total FROM purses HAVING total <> 0' },
    invariantShare: 0.1,
  };
}

test.each([
  ['', 'fail'],
  ['FOR UPDATE', 'pass'],
])('a transfer that reads with %j: %s', async (lock, verdict) => {
  const options = { file: 'bank.yml', content: bank(lock) as unknown as Json };
  const trial = await startTrial({ server, kind: 'sql', options });
  await trial.acknowledged(100);
  const evidence = await trial.end();
  expect(sqlChecks['sql-invariants'].judge(evidence)).toMatchObject({ verdict });
});

test('a statement of the file that the server refuses is told with its place', async () => {
  const content = { ...bank(''), prepare: [{ at: 'bank.sql:7', sql: 'CREATE TABEL purses' }] };
  const trial = startTrial({ server, kind: 'sql', options: { file: 'bank.yml', content } });
  await expect(trial).rejects.toMatchObject({
    exitCode: 64,
    message: expect.stringMatching(/^bank\.sql:7: the server refused the statement: .*syntax/),
  });
});
