import { createHash, randomBytes } from 'node:crypto';
import type { Cluster } from '../docker/cluster.ts';
import type { NodeAddress } from '../engine/types.ts';
import { withSession } from '../engine/with-session.ts';
import { primaryOf } from '../observe/ready.ts';
import type { ClusterDrill } from './drill.ts';

/** One of each kind that a backup can forget, though all rows are there. */
const definitions = [
  'CREATE TABLE ledger.remarks (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(100) NOT NULL)',
  `CREATE TRIGGER ledger.trimmed BEFORE INSERT ON ledger.remarks FOR EACH ROW SET NEW.text = TRIM(NEW.text)`,
  'CREATE FUNCTION ledger.remarked() RETURNS INT READS SQL DATA RETURN (SELECT COUNT(*) FROM ledger.remarks)',
  'CREATE EVENT ledger.tidied ON SCHEDULE EVERY 1 DAY STARTS CURRENT_TIMESTAMP + INTERVAL 1 DAY DO DELETE FROM ledger.remarks',
  'CREATE VIEW ledger.newest AS SELECT MAX(id) AS id FROM ledger.remarks',
  "INSERT INTO ledger.remarks (text) VALUES (' as it was ')",
];

/** Makes what a restore must bring back besides rows: an account with grants, a routine, a trigger, an event, a view. */
export async function makeDefinitions({ engine, accounts }: Cluster, primary: NodeAddress): Promise<void> {
  await withSession(engine, primary, accounts.admin, async (connection) => {
    const password = randomBytes(18).toString('base64url');
    await connection.query("CREATE USER 'clerk'@'%' IDENTIFIED BY ?", [password]);
    await connection.query("GRANT SELECT, INSERT ON ledger.* TO 'clerk'@'%'");
    for (const sql of definitions) await connection.query(sql);
  });
}

/**
 * Records what is defined on the primary at this moment: a digest of each, because accounts are among them. Without a
 * primary nothing is recorded, and the check that needs it is inconclusive.
 */
export async function recordDefinitions(drill: ClusterDrill, when: 'before' | 'after'): Promise<void> {
  const { restore } = drill.plan.scenario.recovery;
  const node = drill.cluster.nodes.find(({ name }) => name === primaryOf(drill.observer.latest()));
  if (!restore || !node) return;
  const found = await withSession(
    drill.cluster.engine,
    node,
    drill.cluster.accounts.admin,
    drill.cluster.engine.definitions,
  );
  const digests = Object.fromEntries([...found].map(([name, text]) => [name, digestOf(text)]));
  const text = `${found.size} accounts, grants, routines, triggers, events and views on ${node.name}`;
  drill.say('definitions-read', text, { node: node.name, data: { when, digests } });
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
