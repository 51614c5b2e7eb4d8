import { z } from 'zod';
import type { Session } from '../../engine/session.ts';
import { executedBy, receivedBy } from '../../engine/transactions.ts';
import { environmentError } from '../../errors.ts';
import { bySql } from '../holds.ts';
import { onlyReplica } from '../premises.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { execute, onServer } from '../shared/sql/sql.ts';
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
  disruption: () => 'replication',
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
    await target.engine.statements.tellOwn(connection);
    const effectAtMs = nowMs();
    const gtids = await target.engine.statements.asWritable(connection, async () => {
      const own: string[] = [];
      for (const sql of statements) own.push(...(await execute(connection, sql)).transactions);
      return own.join(',');
    });
    if (gtids === '') {
      throw environmentError(`${name}: the transactions on ${target.service} have no GTID`, {
        hint: 'it is its GTID that makes a transaction errant: the topology needs GTIDs',
      });
    }
    const prove = () => onServer(target, (other) => seenErrant(target, other, gtids));
    return { effectAtMs, prove, healing: null };
  });
}

/** Committed here, and not received from the source. That no other server has them follows from their origin: here. */
async function seenErrant({ engine }: FaultTarget, session: Session, gtids: string): Promise<Proof> {
  const state = await engine.observe(session);
  if (!state.source) return { proved: false, evidence: 'replicates from nobody' };
  const own = engine.transactions(gtids);
  const executed = executedBy(state).contains(own);
  const received = !receivedBy(state).intersection(own).isEmpty;
  const evidence = `${executed ? 'committed' : 'did not commit'} ${gtids}, ${received ? 'received from its source, too' : 'never received from its source'}; it ${state.acceptsWrites ? 'accepts writes' : 'is read-only'}`;
  return { proved: executed && !received, evidence };
}
