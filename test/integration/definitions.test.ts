import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDefinitions } from '../../src/drill/definitions.ts';
import { connect } from '../../src/engine/connect.ts';
import { readDefinitions } from '../../src/engine/definitions.ts';
import type { DefinitionsReading } from '../../src/history/definitions-reading.ts';
import { definersExist } from '../../src/judge/checks/definers-exist.ts';
import { definitionsKept } from '../../src/judge/checks/definitions-kept.ts';
import { eventsEnabled } from '../../src/judge/checks/events-enabled.ts';
import { ledger } from '../../src/workload/ledger.ts';
import { emptyRecord, finalOf, manifestOf, stateOf, writable } from '../support/parts.ts';
import { patienceMs } from '../support/patience.ts';
import { type Up, up } from './topology.ts';

let running: Up;
let replica = '';
let before: DefinitionsReading[];

/** What is defined on both nodes now, with one of them leading. */
async function read(when: 'before' | 'after', leader: string): Promise<DefinitionsReading[]> {
  const readings = [running.primary, replica].map(async (name) => {
    const node = running.cluster.nodes.find((one) => one.name === name);
    if (!node) throw new Error(`no node ${name}`);
    const session = await connect(node, running.cluster.accounts.admin, 5000);
    try {
      const found = await readDefinitions(session);
      return { ...found, node: name, when, atMs: 0, leads: name === leader };
    } finally {
      session.destroy();
    }
  });
  return Promise.all(readings);
}

function recordOf(after: readonly DefinitionsReading[], leader: string) {
  const finals = [running.primary, replica].map((node) =>
    finalOf(1, [], { node, state: stateOf(1, node === leader ? writable : {}) }),
  );
  const manifest = manifestOf();
  const topology = { ...manifest.topology, nodes: [running.primary, replica] };
  return emptyRecord({ manifest: { ...manifest, topology }, finals, definitions: [...before, ...after] });
}

/** Off the binary log, as an administrator does who works on one node. */
async function onReplica(...statements: string[]): Promise<void> {
  await running.ask(replica, 'SET GLOBAL super_read_only = OFF');
  const node = running.cluster.nodes.find(({ name }) => name === replica);
  if (!node) throw new Error('no replica');
  const session = await connect(node, running.cluster.accounts.admin, 5000);
  await session.query('SET SESSION sql_log_bin = 0');
  for (const sql of statements) await session.query(sql);
  session.destroy();
  await running.ask(replica, 'SET GLOBAL super_read_only = ON');
}

beforeAll(async () => {
  running = await up('async');
  const primary = running.cluster.nodes.find(({ name }) => name === running.primary);
  replica = running.cluster.nodes.find((node) => node !== primary)?.name ?? '';
  if (!primary) throw new Error('no primary');
  const session = await connect(primary, running.cluster.accounts.admin, 5000);
  await ledger.prepare(session);
  session.destroy();
  await makeDefinitions(running.cluster, primary);
  const [{ executed } = { executed: '' }] = await running.ask(
    running.primary,
    'SELECT @@global.gtid_executed AS executed',
  );
  await running.ask(replica, `SELECT WAIT_FOR_EXECUTED_GTID_SET('${executed}', ${patienceMs / 1000})`);
  before = await read('before', running.primary);
});
afterAll(() => running?.down());

test('nothing happened: all pass, on real servers', async () => {
  const record = recordOf(await read('after', running.primary), running.primary);
  expect(definitionsKept.judge(record)).toMatchObject({ verdict: 'pass', evidence: [] });
  expect(definersExist.judge(record).summary).toBe(
    'the definers of 8 views, routines, triggers and events exist, on 2 nodes',
  );
  expect(eventsEnabled.judge(record).summary).toBe(`1 event runs on ${running.primary} as before, of 1`);
});

test('the replica leads: its event is disabled as on a replica, and does not run', async () => {
  const record = recordOf(await read('after', replica), replica);
  expect(eventsEnabled.judge(record)).toMatchObject({
    verdict: 'fail',
    evidence: [`ledger.tidied: is disabled on ${replica} as on a replica`],
  });
  expect(definitionsKept.judge(record).verdict).toBe('pass');
});

test('an index that one node lacks, and a column that one has, are found', async () => {
  await onReplica(
    'DROP INDEX by_text ON ledger.remarks',
    'ALTER TABLE ledger.entries ADD COLUMN more INT',
    'ALTER TABLE ledger.remarks AUTO_INCREMENT = 1000',
  );
  const record = recordOf(await read('after', running.primary), running.primary);
  expect(definitionsKept.judge(record)).toMatchObject({
    verdict: 'fail',
    evidence: [
      `${replica}, against ${running.primary}: columns of ledger.entries is another: writer, sequence, value, server_id, more, expected writer, sequence, value, server_id`,
      `${replica}, against ${running.primary}: key ledger.remarks.by_text is missing: KEY \`by_text\` (\`text\`)`,
      `${replica}, against ${running.primary}: column ledger.entries.more is there besides: \`more\` int DEFAULT NULL`,
    ],
  });
});

test('a definer that is gone makes its view unreadable; so does a table that is gone', async () => {
  await onReplica(
    "CREATE USER ghost@'%' IDENTIFIED BY 'not-used-1'",
    "GRANT ALL ON ledger.* TO ghost@'%'",
    "CREATE DEFINER = ghost@'%' VIEW ledger.haunted AS SELECT * FROM ledger.entries",
    'CREATE TABLE ledger.base (id INT PRIMARY KEY)',
    'CREATE VIEW ledger.bare AS SELECT * FROM ledger.base',
    'DROP TABLE ledger.base',
    "DROP USER ghost@'%'",
  );
  const { verdict, evidence } = definersExist.judge(
    recordOf(await read('after', running.primary), running.primary),
  );
  expect(verdict).toBe('fail');
  expect(evidence).toEqual([
    `${replica}: view ledger.haunted: its definer ghost@% does not exist`,
    expect.stringMatching(
      new RegExp(`^${replica}: view ledger.bare cannot be read: View 'ledger.bare' references`),
    ),
    expect.stringMatching(new RegExp(`^${replica}: view ledger.haunted cannot be read: .*definer`)),
  ]);
});
