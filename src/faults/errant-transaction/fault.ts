import { z } from 'zod';
import type { Session } from '../../engine/mysql/statements.ts';
import { environmentError } from '../../errors.ts';
import { bySql } from '../holds.ts';
import { onlyReplica } from '../premises.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { execute, onServer, rowsOf } from '../shared/sql/sql.ts';
import { asWritable } from '../shared/sql/writable.ts';
import type { Fault, FaultContext, FaultTarget, Injection, Proof } from '../types.ts';

const name = 'errant-transaction';
const parameters = z.object({}).strict();

/** In a schema of our own: what is wrong is that these transactions exist, not what is in them. */
const statements = [
  'CREATE DATABASE IF NOT EXISTS ha_drill_errant',
  'CREATE TABLE IF NOT EXISTS ha_drill_errant.entries (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY)',
  'INSERT INTO ha_drill_errant.entries () VALUES ()',
];

export const fault: Fault<typeof parameters> = {
  name,
  description:
    'An administrator writes on a replica (super_read_only off, and on again): a row in the schema ha_drill_errant, with GTIDs that no other server has. Only copying the replica anew removes them.',
  parameters,
  premises: {
    target: onlyReplica('what the primary commits is replicated, and so not errant'),
    replication: ['channel'],
  },
  end: 'lasting',
  errant: true,
  uses: () => [...bySql, 'commits'],
  inject: (targets, _, context) => onEachTarget(targets, (target) => commitErrant(target, context)),
};

async function commitErrant(target: FaultTarget, { nowMs }: FaultContext): Promise<Injection> {
  return onServer(target, async (connection) => {
    await execute(connection, 'SET SESSION session_track_gtids = OWN_GTID');
    const effectAtMs = nowMs();
    const gtids = await asWritable(connection, async () => {
      const own: string[] = [];
      for (const sql of statements) own.push(...(await execute(connection, sql)).gtids);
      return own.join(',');
    });
    if (gtids === '') {
      throw environmentError(`${name}: the transactions on ${target.service} have no GTID`, {
        hint: 'it is its GTID that makes a transaction errant: the topology needs gtid_mode = ON',
      });
    }
    const prove = () => onServer(target, (other) => seenErrant(other, gtids));
    return { effectAtMs, prove, healing: null };
  });
}

/** Committed here, and not received from the source. That no other server has them follows from their origin: here. */
async function seenErrant(connection: Session, gtids: string): Promise<Proof> {
  const [row] = await rowsOf<{ executed: number; received: string; sealed: number }>(
    connection,
    `SELECT GTID_SUBSET(?, @@global.gtid_executed) AS executed, @@global.super_read_only AS sealed,
       GTID_SUBTRACT(?, GTID_SUBTRACT(?, RECEIVED_TRANSACTION_SET)) AS received
     FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''`,
    [gtids, gtids, gtids],
  );
  if (!row) return { proved: false, evidence: `replicates from nobody` };
  const evidence = `${row.executed ? 'committed' : 'did not commit'} ${gtids}, ${row.received === '' ? 'never received from its source' : 'received from its source, too'}; super_read_only is ${row.sealed ? 'on' : 'off'}`;
  return { proved: row.executed === 1 && row.received === '', evidence };
}
