import type { Cluster } from '../../src/docker/cluster.ts';
import { connect } from '../../src/engine/connect.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import type { Session } from '../../src/engine/session.ts';
import { withSession } from '../../src/engine/with-session.ts';

const clients = 32;
/** Doublings of the first thousand rows. */
const firstRows = 1000;

/** A table with so many rows of about 1 kB. */
export async function makeData(cluster: Cluster, rows: number): Promise<void> {
  await onNode(cluster, async (connection) => {
    await connection.query('CREATE DATABASE shop');
    await connection.query(
      'CREATE TABLE shop.orders (id INT AUTO_INCREMENT PRIMARY KEY, note CHAR(250), more VARBINARY(1000))',
    );
    await connection.query('CREATE TABLE shop.paid (id INT PRIMARY KEY, at DATETIME(6))');
    const some = Array.from({ length: firstRows }, (_, index) => [`order ${index}`]);
    await connection.query('INSERT INTO shop.orders (note) VALUES ?', [some]);
    await connection.query('UPDATE shop.orders SET more = RANDOM_BYTES(950)');
    for (let there = firstRows; there < rows; ) {
      const added = Math.min(there, rows - there, 20_000);
      await connection.query(
        `INSERT INTO shop.orders (note, more) SELECT note, more FROM shop.orders LIMIT ${added}`,
      );
      there += added;
    }
  });
}

/** So many transactions of one row, by many clients side by side. Resolves with the name of the first binary log that has any. */
export async function makeTransactions(cluster: Cluster, transactions: number): Promise<string> {
  const [node] = cluster.nodes;
  if (!node) throw new Error('a cluster without nodes');
  const first = await withSession(mysql, node, cluster.accounts.admin, async (connection) => {
    await connection.query('FLUSH BINARY LOGS');
    const rows = await connection.query<{ File: string }>('SHOW BINARY LOG STATUS');
    return rows[0]?.File ?? '';
  });
  let next = 0;
  const work = async (): Promise<void> => {
    const connection = await connect(node, cluster.accounts.admin, 5000);
    while (next < transactions) {
      next += 1;
      await connection.query(`INSERT INTO shop.paid VALUES (${next}, NOW(6))`);
    }
    connection.destroy();
  };
  await Promise.all(Array.from({ length: clients }, work));
  return first;
}

async function onNode(cluster: Cluster, use: (connection: Session) => Promise<void>): Promise<void> {
  const [node] = cluster.nodes;
  if (node) await withSession(mysql, node, cluster.accounts.admin, use);
}
