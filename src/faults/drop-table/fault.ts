import { z } from 'zod';
import { bySql, tableHold } from '../holds.ts';
import { requireAim } from '../premises.ts';
import { injectEach } from '../shared/each-target.ts';
import { doDamage, whereDataIsWritten } from '../shared/sql/damage.ts';
import { quoteTable, rowsOf, tableParameters } from '../shared/sql/sql.ts';
import type { Fault } from '../types.ts';

const name = 'drop-table';
const parameters = z.object(tableParameters).strict();

export const fault: Fault<typeof parameters> = {
  name,
  description: 'DROP TABLE on the primary, replicated. Only a backup brings it back.',
  parameters,
  aim: whereDataIsWritten,
  end: 'lasting',
  holds: (table) => [tableHold(table)],
  uses: (table) => [...bySql, 'commits', tableHold(table)],
  inject: async (targets, { schema, table }, context) => {
    requireAim(fault, targets);
    return injectEach(targets, context, (target) =>
      doDamage(target, context, (connection) => ({
        sql: `DROP TABLE ${quoteTable(connection, { schema, table })}`,
        seen: async (other) => {
          const sql = 'SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?';
          const proved = (await rowsOf(other, sql, [schema, table])).length === 0;
          return { proved, evidence: `table ${schema}.${table} ${proved ? 'is gone' : 'is there'}` };
        },
      })),
    );
  },
};
