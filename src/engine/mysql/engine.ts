import { accountStatements, hostsOfSql } from '../accounts.ts';
import { connect } from '../connect.ts';
import { readDefinitions } from '../definitions.ts';
import type { Engine } from '../types.ts';
import { binaryLogsOf } from './binary-logs.ts';
import { applyHeldBack, holdBack } from './delayed.ts';
import { identityOf, observe } from './observe.ts';
import { outcomeOf } from './outcome.ts';
import { replications } from './replication/list.ts';
import { readSetUp } from './set-up.ts';
import { readSettings } from './settings.ts';
import { mysqlTransactions } from './transactions.ts';
import { readVariables } from './variables.ts';
import { asWritable, makeReadOnly } from './writes.ts';

const isSourceSql =
  "SELECT @@global.read_only = 0 AND NOT EXISTS (SELECT 1 FROM performance_schema.replication_connection_configuration WHERE CHANNEL_NAME NOT LIKE 'group_replication_%')";

/** MySQL 8.0 and later. */
export const mysql: Engine = {
  name: 'mysql',
  title: 'MySQL',
  process: 'mysqld',
  client: 'mysql',
  session: connect,
  identityOf,
  observe,
  transactions: mysqlTransactions,
  outcomeOf,
  replications,
  accounts: {
    statements: (accounts, hosts) =>
      accountStatements(accounts, hosts, 'REPLICATION SLAVE, REPLICATION CLIENT, BACKUP_ADMIN'),
    hostsOfSql,
    isSourceSql,
  },
  variables: readVariables,
  settings: readSettings,
  setUp: readSetUp,
  definitions: readDefinitions,
  binaryLogs: binaryLogsOf,
  statements: {
    tellOwn: async (session) => void (await session.query('SET SESSION session_track_gtids = OWN_GTID')),
    asWritable,
    // ER_LOCK_NOWAIT.
    lockNotGranted: 3572,
    makeReadOnly,
  },
  delayed: { holdBack, applyHeldBack },
};
