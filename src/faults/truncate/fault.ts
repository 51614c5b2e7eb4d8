import { z } from 'zod';
import { bySql, tableHold } from '../holds.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { countRows, doDamage, whereDataIsWritten } from '../shared/sql/damage.ts';
import { quoteTable, tableParameters } from '../shared/sql/sql.ts';
import type { Fault } from '../types.ts';

const parameters = z.object(tableParameters).strict();

export const fault: Fault<typeof parameters> = {
  name: 'truncate',
  description: 'TRUNCATE TABLE on the primary, replicated. Only a backup brings the rows back.',
  disruption: () => 'logical',
  parameters,
  premises: { target: whereDataIsWritten },
  end: 'lasting',
  destroys: 'truncate',
  uses: (table) => [...bySql, 'commits', tableHold(table)],
  inject: (targets, at, context) =>
    onEachTarget(targets, (target) =>
      doDamage(target, context, async (connection) => {
        const before = await countRows(connection, at);
        return {
          sql: `TRUNCATE TABLE ${quoteTable(at)}`,
          // The load goes on inserting: fewer rows than before, not none.
          seen: async (other) => {
            const now = await countRows(other, at);
            return {
              proved: now < before,
              evidence: `${at.schema}.${at.table}: ${before} rows before, ${now} now`,
            };
          },
        };
      }),
    ),
};
