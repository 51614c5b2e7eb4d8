import { z } from 'zod';
import { bySql, tableHold } from '../holds.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { countRows, doDamage, whereDataIsWritten } from '../shared/sql/damage.ts';
import { quoteTable, tableParameters } from '../shared/sql/sql.ts';
import type { Fault } from '../types.ts';

const parameters = z.object(tableParameters).strict();

export const fault: Fault<typeof parameters> = {
  name: 'delete-without-where',
  description: 'DELETE of every row on the primary, replicated. Only a backup brings the rows back.',
  disruption: () => 'logical',
  parameters,
  premises: { target: whereDataIsWritten },
  end: 'lasting',
  destroys: 'delete',
  uses: (table) => [...bySql, 'commits', tableHold(table)],
  inject: (targets, at, context) =>
    onEachTarget(targets, (target) =>
      doDamage(target, context, (_connection) => ({
        sql: `DELETE FROM ${quoteTable(at)}`,
        // The load goes on inserting: fewer rows than were deleted, not none.
        seen: async (other, { affectedRows }) => {
          const now = await countRows(other, at);
          return {
            proved: now < affectedRows,
            evidence: `${at.schema}.${at.table}: ${affectedRows} rows deleted, ${now} there now`,
          };
        },
      })),
    ),
};
