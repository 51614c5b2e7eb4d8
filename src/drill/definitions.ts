import { randomBytes } from 'node:crypto';
import type { Cluster } from '../docker/cluster.ts';
import type { NodeAddress } from '../engine/types.ts';
import { withSession } from '../engine/with-session.ts';
import { messageOf } from '../errors.ts';
import { primaryOf } from '../observe/ready.ts';
import { within } from '../wait.ts';
import type { ClusterDrill } from './drill.ts';
import { servingNodes } from './serving-nodes.ts';

/** One of each kind that a backup or a failover can forget, though all rows are there. */
const definitions = [
  'CREATE TABLE ledger.remarks (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(100) NOT NULL, KEY by_text (text))',
  `CREATE TRIGGER ledger.trimmed BEFORE INSERT ON ledger.remarks FOR EACH ROW SET NEW.text = TRIM(NEW.text)`,
  'CREATE FUNCTION ledger.remarked() RETURNS INT READS SQL DATA RETURN (SELECT COUNT(*) FROM ledger.remarks)',
  'CREATE EVENT ledger.tidied ON SCHEDULE EVERY 1 DAY STARTS CURRENT_TIMESTAMP + INTERVAL 1 DAY DO DELETE FROM ledger.remarks',
  'CREATE VIEW ledger.newest AS SELECT MAX(id) AS id FROM ledger.remarks',
  "INSERT INTO ledger.remarks (text) VALUES (' as it was ')",
];

/** Makes what clusters have besides rows: an account with grants, a routine, a trigger, an event, a view, an index. */
export async function makeDefinitions(
  { engine, accounts }: Pick<Cluster, 'engine' | 'accounts'>,
  primary: NodeAddress,
): Promise<void> {
  await withSession(engine, primary, accounts.admin, async (connection) => {
    const password = randomBytes(18).toString('base64url');
    await connection.query("CREATE USER 'clerk'@'%' IDENTIFIED BY ?", [password]);
    await connection.query("GRANT SELECT, INSERT ON ledger.* TO 'clerk'@'%'");
    for (const sql of definitions) await connection.query(sql);
  });
}

/** The longest that reading the definitions of a node may take (ms): a server that hangs must not keep the drill. */
const readingMs = 30_000;

/**
 * Records what is defined on every node at this moment. Of a node that does not answer nothing is recorded, a note says so,
 * and the checks that need it are inconclusive.
 */
export async function recordDefinitions(drill: ClusterDrill, when: 'before' | 'after'): Promise<void> {
  const { engine, accounts } = drill.cluster;
  const primary = primaryOf(drill.observer.latest());
  await Promise.all(
    servingNodes(drill).map(async (node) => {
      try {
        const found = await withSession(engine, node, accounts.admin, (connection) =>
          within(engine.definitions(connection), readingMs, `not read within ${readingMs} ms`),
        );
        const leads = node.name === primary;
        drill.record.definitions({ atMs: drill.clock.nowMs(), node: node.name, when, leads, ...found });
      } catch (error) {
        const text = `what is defined on ${node.name} is not recorded: ${messageOf(error)}`;
        drill.say('harness-note', text, { node: node.name });
      }
    }),
  );
}
