import { breakReplication } from './break-replication.ts';
import { connectionsExhausted } from './connections-exhausted.ts';
import { deleteWithoutWhere } from './delete-without-where.ts';
import { dropDatabase } from './drop-database.ts';
import { dropTable } from './drop-table.ts';
import { errantTransaction } from './errant-transaction.ts';
import { lockTable } from './lock-table.ts';
import { longTransaction } from './long-transaction.ts';
import { purgeBinlogs } from './purge-binlogs.ts';
import { replicaLag } from './replica-lag.ts';
import { revokePrivileges } from './revoke-privileges.ts';
import { truncate } from './truncate.ts';
import { updateWithoutWhere } from './update-without-where.ts';

/** The faults that are SQL alone: what people and programs do to a database that runs. */
export const databaseFaults = {
  'drop-database': dropDatabase,
  'drop-table': dropTable,
  truncate,
  'update-without-where': updateWithoutWhere,
  'delete-without-where': deleteWithoutWhere,
  'errant-transaction': errantTransaction,
  'lock-table': lockTable,
  'long-transaction': longTransaction,
  'connections-exhausted': connectionsExhausted,
  'break-replication': breakReplication,
  'replica-lag': replicaLag,
  'purge-binlogs': purgeBinlogs,
  'revoke-privileges': revokePrivileges,
} as const;
