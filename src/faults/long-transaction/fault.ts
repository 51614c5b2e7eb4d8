import { z } from 'zod';
import type { Session } from '../../engine/session.ts';
import { bySql, tableHold } from '../holds.ts';
import { onlyPrimary } from '../premises.ts';
import { onEachTarget, seenWithin } from '../shared/each-target.ts';
import { hold } from '../shared/sql/held.ts';
import {
  execute,
  isServerError,
  quoteTable,
  rowsOf,
  type TableName,
  tableParameters,
} from '../shared/sql/sql.ts';
import type { Fault, FaultTarget, Proof } from '../types.ts';

const rolledBackWithinMs = 20_000;
const parameters = z.object(tableParameters).strict();

export const fault: Fault<typeof parameters> = {
  name: 'long-transaction',
  description:
    'A transaction on the primary that has locked every row and gap of a table (SELECT ... FOR UPDATE) and is left open.',
  disruption: () => 'resource',
  parameters,
  premises: { target: onlyPrimary('a read-only server locks no rows; replica-lag blocks a replica') },
  end: 'healed',
  holds: (table) => [tableHold(table)],
  uses: (table) => [...bySql, tableHold(table)],
  inject: (targets, at, context) =>
    onEachTarget(targets, (target) => {
      let holderId = 0;
      return hold(target, context, {
        take: async (holder) => {
          holderId = holder.id;
          // READ COMMITTED would leave the gaps free.
          await execute(holder, 'SET SESSION transaction_isolation = "REPEATABLE-READ"');
          await execute(holder, 'START TRANSACTION');
          await rowsOf(holder, `SELECT COUNT(*) FROM ${quoteTable(at)} FOR UPDATE`);
        },
        seen: (other) => seenLocked(target, other, at, holderId),
        seenFree: (other) => seenFree(other, holderId),
      });
    }),
};

async function seenLocked(
  target: FaultTarget,
  other: Session,
  at: TableName,
  holderId: number,
): Promise<Proof> {
  const [transaction] = await transactionOf(other, holderId);
  if (!transaction) return { proved: false, evidence: 'the transaction is not open' };
  const granted = await locksOneRow(target, other, at);
  const evidence = `a transaction holds ${transaction.locked} row locks; a row of ${at.schema}.${at.table} is ${granted ? 'free' : 'refused'} to others`;
  return { proved: !granted, evidence };
}

/** Its locks end with it. Not by trying: by now the server may be read-only, and lock no rows. */
function seenFree(other: Session, holderId: number): Promise<Proof> {
  return seenWithin(rolledBackWithinMs, async () => {
    const isOver = (await transactionOf(other, holderId)).length === 0;
    return { proved: isOver, evidence: `the transaction is ${isOver ? 'rolled back' : 'open'}` };
  });
}

/** Whether another session gets the lock of the first row. Autocommitted, so given back at once. */
async function locksOneRow({ engine }: FaultTarget, other: Session, at: TableName): Promise<boolean> {
  try {
    await rowsOf(other, `SELECT 1 FROM ${quoteTable(at)} LIMIT 1 FOR UPDATE NOWAIT`);
    return true;
  } catch (error) {
    if (isServerError(error, engine.statements.lockNotGranted)) return false;
    throw error;
  }
}

function transactionOf(other: Session, connectionId: number): Promise<{ locked: number }[]> {
  const sql =
    'SELECT trx_rows_locked AS locked FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id = ?';
  return rowsOf(other, sql, [connectionId]);
}
