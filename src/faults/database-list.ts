import { deleteWithoutWhere } from './delete-without-where.ts';
import { dropDatabase } from './drop-database.ts';
import { dropTable } from './drop-table.ts';
import { truncate } from './truncate.ts';
import { updateWithoutWhere } from './update-without-where.ts';

/** The faults that are SQL alone: what people and programs do to a database that runs. */
export const databaseFaults = {
  'drop-database': dropDatabase,
  'drop-table': dropTable,
  truncate,
  'update-without-where': updateWithoutWhere,
  'delete-without-where': deleteWithoutWhere,
} as const;
