import { z } from 'zod';
import { bySql, tableHold } from '../holds.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { doDamage, whereDataIsWritten } from '../shared/sql/damage.ts';
import { quoteTable, rowsOf, tableParameters } from '../shared/sql/sql.ts';
import type { Fault } from '../types.ts';

const parameters = z.object(tableParameters).strict();

export const fault: Fault<typeof parameters> = {
  name: 'drop-table',
  description: 'DROP TABLE on the primary, replicated. Only a backup brings it back.',
  disruption: () => 'logical',
  parameters,
  premises: { target: whereDataIsWritten },
  end: 'lasting',
  destroys: 'drop-table',
  holds: (table) => [tableHold(table)],
  uses: (table) => [...bySql, 'commits', tableHold(table)],
  inject: (targets, { schema, table }, context) =>
    onEachTarget(targets, (target) =>
      doDamage(target, context, (_connection) => ({
        sql: `DROP TABLE ${quoteTable({ schema, table })}`,
        seen: async (other) => {
          const sql = 'SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?';
          const proved = (await rowsOf(other, sql, [schema, table])).length === 0;
          return { proved, evidence: `table ${schema}.${table} ${proved ? 'is gone' : 'is there'}` };
        },
      })),
    ),
};
