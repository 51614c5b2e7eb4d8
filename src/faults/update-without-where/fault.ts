import { z } from 'zod';
import { quoteName } from '../../engine/session.ts';
import { bySql, tableHold } from '../holds.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { doDamage, whereDataIsWritten } from '../shared/sql/damage.ts';
import { columnName, quoteTable, rowsOf, tableParameters } from '../shared/sql/sql.ts';
import type { Fault } from '../types.ts';

const parameters = z
  .object({
    ...tableParameters,
    column: columnName.default('value'),
    value: z.number().int().default(0).meta({ description: 'what every row gets' }),
  })
  .strict();

export const fault: Fault<typeof parameters> = {
  name: 'update-without-where',
  description:
    'UPDATE of one column in every row on the primary, replicated. Only a backup brings the values back.',
  disruption: () => 'logical',
  parameters,
  premises: { target: whereDataIsWritten },
  end: 'lasting',
  destroys: 'update',
  uses: (table) => [...bySql, 'commits', tableHold(table)],
  inject: (targets, { schema, table, column, value }, context) =>
    onEachTarget(targets, (target) =>
      doDamage(target, context, (_connection) => {
        const quoted = quoteTable({ schema, table });
        const where = `${quoteName(column)} = ${value}`;
        return {
          sql: `UPDATE ${quoted} SET ${where}`,
          seen: async (other, { affectedRows }) => {
            const sql = `SELECT COUNT(*) AS \`rows\` FROM ${quoted} WHERE ${where}`;
            const found = Number((await rowsOf<{ rows: number }>(other, sql))[0]?.rows);
            return {
              proved: affectedRows > 0 && found >= affectedRows,
              evidence: `${schema}.${table}: ${affectedRows} rows overwritten, ${found} have ${column} = ${value} now`,
            };
          },
        };
      }),
    ),
};
