import { z } from 'zod';
import type { Session } from '../../engine/session.ts';
import { bySql, tableHold } from '../holds.ts';
import { onlyReplica } from '../premises.ts';
import { onEachTarget, seenWithin } from '../shared/each-target.ts';
import { applierOf } from '../shared/sql/applier.ts';
import { execute, onServer, quoteTable, rowsOf, type TableName, tableParameters } from '../shared/sql/sql.ts';
import { unlogged } from '../shared/sql/writable.ts';
import type { Fault, FaultContext, FaultTarget, Injection, Proof } from '../types.ts';

const withinMs = 20_000;
/** What the table is called while it is hidden. */
const hiddenName = 'ha_drill_hidden';
const parameters = z.object(tableParameters).strict();

export const fault: Fault<typeof parameters> = {
  name: 'break-replication',
  description:
    'A replica differs from its source: a table is renamed there, off the binary log, so that its applier stops with an error at the next change of that table (ER_NO_SUCH_TABLE).',
  disruption: () => 'replication',
  parameters,
  premises: {
    target: onlyReplica('the primary applies nothing'),
    replication: ['channel'],
  },
  end: 'healed',
  holds: () => ['applier'],
  uses: (table) => [...bySql, 'commits', 'applier', tableHold(table)],
  inject: (targets, at, context) => onEachTarget(targets, (target) => breakOne(target, at, context)),
};

async function breakOne(target: FaultTarget, at: TableName, { nowMs }: FaultContext): Promise<Injection> {
  const hidden = { schema: at.schema, table: hiddenName };
  const effectAtMs = nowMs();
  await onServer(target, (connection) => rename(target, connection, at, hidden));
  return {
    effectAtMs,
    prove: () => onServer(target, (connection) => seenStopped(target, connection)),
    healing: {
      heal: () =>
        onServer(target, async (connection) => {
          if (await exists(connection, hidden)) await rename(target, connection, hidden, at);
          // It may follow nobody by now: promoted, or copied anew.
          if (await applierOf(target.engine, connection)) await execute(connection, 'START REPLICA');
        }),
      prove: () => onServer(target, (connection) => seenApplying(target, connection, hidden)),
    },
  };
}

function rename({ engine }: FaultTarget, connection: Session, from: TableName, to: TableName): Promise<void> {
  return unlogged(engine, connection, async () => {
    await execute(connection, `RENAME TABLE ${quoteTable(from)} TO ${quoteTable(to)}`);
  });
}

async function exists(connection: Session, { schema, table }: TableName): Promise<boolean> {
  const sql = 'SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?';
  return (await rowsOf(connection, sql, [schema, table])).length > 0;
}

/** Waits for the next change of the table: without one nothing breaks, and nothing is proved. */
function seenStopped({ engine }: FaultTarget, connection: Session): Promise<Proof> {
  return seenWithin(withinMs, async () => {
    const applier = await applierOf(engine, connection);
    if (!applier) return { proved: false, evidence: 'replicates from nobody' };
    if (applier.running) return { proved: false, evidence: 'the applier runs' };
    return { proved: applier.error !== '', evidence: `the applier stopped: ${applier.error}` };
  });
}

/** Waits until it has applied all it received. */
function seenApplying({ engine }: FaultTarget, connection: Session, hidden: TableName): Promise<Proof> {
  return seenWithin(withinMs, async () => {
    if (await exists(connection, hidden)) return { proved: false, evidence: 'the table is still renamed' };
    const applier = await applierOf(engine, connection);
    if (!applier) return { proved: true, evidence: 'replicates from nobody, and has its table' };
    const { running, outstanding, error } = applier;
    if (running && outstanding === '') return { proved: true, evidence: 'applied all it received' };
    return { proved: false, evidence: `not applied: ${outstanding} ${error}`.trimEnd() };
  });
}
