import { z } from 'zod';
import type { Session } from '../../engine/session.ts';
import { bySql, tableHold } from '../holds.ts';
import { onlyPrimary } from '../premises.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { hold } from '../shared/sql/held.ts';
import {
  execute,
  isServerError,
  quoteTable,
  rowsOf,
  type TableName,
  tableParameters,
} from '../shared/sql/sql.ts';
import type { Fault } from '../types.ts';

const lockWaitTimeout = 1205;
const parameters = z.object(tableParameters).strict();

export const fault: Fault<typeof parameters> = {
  name: 'lock-table',
  description: 'LOCK TABLES ... WRITE, held on the primary by a session of its own: everybody else waits.',
  disruption: () => 'resource',
  parameters,
  premises: { target: onlyPrimary('a read-only server refuses the lock; replica-lag blocks a replica') },
  end: 'healed',
  holds: (table) => [tableHold(table)],
  uses: (table) => [...bySql, tableHold(table)],
  inject: async (targets, at, context) => {
    const title = `${at.schema}.${at.table}`;
    return onEachTarget(targets, (target) =>
      hold(target, context, {
        take: async (holder) => {
          await execute(holder, `LOCK TABLES ${quoteTable(at)} WRITE`);
        },
        seen: async (other) =>
          (await canRead(other, at, 1))
            ? { proved: false, evidence: `another session reads ${title}` }
            : { proved: true, evidence: `another session waited 1 s for ${title} in vain` },
        seenFree: async (other) =>
          (await canRead(other, at, 10))
            ? { proved: true, evidence: `another session reads ${title}` }
            : { proved: false, evidence: `another session waited 10 s for ${title} in vain` },
      }),
    );
  },
};

/**
 * By trying: `performance_schema.metadata_locks` is empty where its instrument is off, as in a small server.
 * `lock_wait_timeout` counts whole seconds.
 */
async function canRead(connection: Session, at: TableName, forSeconds: number): Promise<boolean> {
  await execute(connection, `SET SESSION lock_wait_timeout = ${forSeconds}`);
  try {
    await rowsOf(connection, `SELECT 1 FROM ${quoteTable(at)} LIMIT 1`);
    return true;
  } catch (error) {
    if (isServerError(error, lockWaitTimeout)) return false;
    throw error;
  }
}
