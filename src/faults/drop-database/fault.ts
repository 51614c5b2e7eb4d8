import { z } from 'zod';
import { quoteName } from '../../engine/session.ts';
import { bySql } from '../holds.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { doDamage, whereDataIsWritten } from '../shared/sql/damage.ts';
import { rowsOf, schemaName } from '../shared/sql/sql.ts';
import type { Fault } from '../types.ts';

const parameters = z.object({ schema: schemaName }).strict();

export const fault: Fault<typeof parameters> = {
  name: 'drop-database',
  description: 'DROP DATABASE on the primary, replicated. Only a backup brings it back.',
  disruption: () => 'logical',
  parameters,
  premises: { target: whereDataIsWritten },
  end: 'lasting',
  destroys: 'drop-database',
  holds: ({ schema }) => [`table ${schema}.*`],
  uses: ({ schema }) => [...bySql, 'commits', `table ${schema}.*`],
  inject: (targets, { schema }, context) =>
    onEachTarget(targets, (target) =>
      doDamage(target, context, (_connection) => ({
        sql: `DROP DATABASE ${quoteName(schema)}`,
        seen: async (other) => {
          const sql = 'SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?';
          const proved = (await rowsOf(other, sql, [schema])).length === 0;
          return { proved, evidence: `schema ${schema} ${proved ? 'is gone' : 'is there'}` };
        },
      })),
    ),
};
