import { accountStatements, hostsOfSql } from '../accounts.ts';
import { connect } from '../connect.ts';
import { readDefinitions } from '../definitions.ts';
import type { Engine } from '../types.ts';
import { identityOf, observe } from './observe.ts';
import { outcomeOf } from './outcome.ts';
import { replications } from './replication.ts';
import { mariadbTransactions } from './transactions.ts';
import { readSettings, readSetUp, readVariables } from './variables.ts';

const replicating = 'REPLICATION SLAVE, REPLICATION CLIENT, RELOAD';

/** MariaDB 11.4 and later. */
export const mariadb: Engine = {
  name: 'mariadb',
  title: 'MariaDB',
  process: 'mariadbd',
  client: 'mariadb',
  session: connect,
  identityOf,
  observe,
  transactions: mariadbTransactions,
  outcomeOf,
  replications,
  accounts: {
    statements: (accounts, hosts) => accountStatements(accounts, hosts, replicating),
    hostsOfSql,
    isSourceSql:
      'SELECT @@global.read_only = 0 AND NOT EXISTS (SELECT 1 FROM information_schema.PROCESSLIST WHERE COMMAND IN ("Slave_IO", "Slave_SQL"))',
  },
  variables: readVariables,
  settings: readSettings,
  setUp: readSetUp,
  definitions: readDefinitions,
  statements: {
    tellOwn: async (session) => {
      // The transactions of a cluster of Galera are numbered by it: what the session is told is another number.
      await session.query(
        "SET SESSION session_track_system_variables = IF(@@global.wsrep_on, 'autocommit', 'autocommit,last_gtid')",
      );
    },
    // Only those without the privilege READ ONLY ADMIN are kept out.
    asWritable: (_, use) => use(),
    // ER_LOCK_WAIT_TIMEOUT.
    lockNotGranted: 1205,
    makeReadOnly: async (session, patienceSeconds) => {
      await session.query(`SET SESSION lock_wait_timeout = ${patienceSeconds}`);
      await session.query('SET GLOBAL read_only = ON');
    },
  },
};
