import { z } from 'zod';
import { requireAim } from './aim.ts';
import { doDamage, whereDataIsWritten } from './damage.ts';
import { bySql, tableHold } from './holds.ts';
import { injectEach } from './parts.ts';
import { quoteTable, rowsOf, tableParameters } from './sql.ts';
import type { Fault } from './types.ts';

const name = 'drop-table';
const parameters = z.object(tableParameters).strict();

export const dropTable: Fault<typeof parameters> = {
  name,
  description: 'DROP TABLE on the primary, replicated. Only a backup brings it back.',
  parameters,
  aim: whereDataIsWritten,
  end: 'lasting',
  holds: (table) => [tableHold(table)],
  uses: (table) => [...bySql, 'commits', tableHold(table)],
  inject: async (targets, { schema, table }, context) => {
    requireAim(dropTable, targets);
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
