import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { environmentError } from '../../../../errors.ts';
import { withSession } from '../../../mysql/session.ts';
import { credentialsFile } from '../../common/service/credentials.ts';
import { runProgram, startProgram } from '../../common/service/program.ts';
import { progressOf } from '../../common/service/progress.ts';
import { Checksum } from '../../common/store/checksum.ts';
import { fullFilePath } from '../../common/store/layout.ts';
import { requireIntact } from '../../common/store/require-intact.ts';
import { compress, decompress } from '../../common/store/zstd.ts';
import { onWorkServer, startWorkServer, stopWorkServer } from '../service/work-server.ts';
import { DumpWatch } from '../store/dump-watch.ts';
import type { FullMethod } from './types.ts';

const fileName = 'dump.sql.zst';

/** The server's own schemas: what is in them comes with the server, or (accounts) in statements of its own. */
const systemSchemas = ['mysql', 'sys', 'information_schema', 'performance_schema'];

/** Accounts that every server has of itself, and those by which services reach the nodes, which make them. */
const ownAccounts = [
  'mysql.infoschema@localhost',
  'mysql.session@localhost',
  'mysql.sys@localhost',
  // Of its grants, PROXY can be given by itself only.
  'root@localhost',
  'ha_admin@%',
  'ha_replication@%',
];

export const mysqldump: FullMethod = {
  name: 'mysqldump',
  description: 'logical: one transaction, with routines, events, triggers and accounts, compressed',
  take: async ({ address, version }, draft, { admin, emit }) => {
    const schemas = await withSession(address, admin, schemasOf);
    const names = schemas.map(({ name }) => name);
    const estimate = schemas.reduce((sum, { bytes }) => sum + bytes, 0);
    const program = startProgram('mysqldump', [
      `--defaults-extra-file=${await credentialsFile(admin)}`,
      `--host=${address.host}`,
      `--port=${address.port}`,
      '--single-transaction',
      '--set-gtid-purged=ON',
      '--source-data=2',
      '--routines',
      '--events',
      '--triggers',
      '--hex-blob',
      '--users',
      ...ownAccounts.flatMap(excluded),
      '--databases',
      ...names,
    ]);
    const watch = new DumpWatch();
    const counted = new Checksum(progressOf(emit, 'backup-progress', `dump of ${address.name}`, estimate));
    await Promise.all([
      draft.add(fileName, program.stdout.pipe(counted).pipe(watch).pipe(compress())),
      program.ended,
    ]);
    const { whole, gtids, lastLine } = watch.facts;
    if (!whole) {
      throw environmentError(
        `The dump of ${address.name} is not whole: expected "-- Dump completed" as its last line, found "${lastLine}".`,
      );
    }
    if (gtids === null) {
      throw environmentError(
        `The dump of ${address.name} does not say which transactions it has: expected SET @@GLOBAL.GTID_PURGED.`,
        { hint: 'the server needs gtid_mode = ON' },
      );
    }
    const howConsistent =
      'one transaction with a consistent snapshot, taken under a global read lock; its GTIDs stand in the dump';
    return { gtids, howConsistent, tool: `${await toolVersion()}, server ${version}` };
  },
  load: async (backup, { store, admin, emit }) => {
    const path = join(store, fullFilePath(backup.id, fileName));
    const bytes = backup.files.reduce((sum, file) => sum + file.bytes, 0);
    await startWorkServer(admin);
    await onWorkServer(admin, async (connection) => {
      await dropAccounts(connection);
      const counted = new Checksum(progressOf(emit, 'restore-progress', 'loading the dump', bytes));
      const source = createReadStream(path);
      const plain = decompress();
      const credentials = await credentialsFile(admin);
      const program = startProgram(
        'mysql',
        [`--defaults-extra-file=${credentials}`, '--host=127.0.0.1'],
        plain,
      );
      program.stdout.resume();
      await Promise.all([pipeline(source, counted, plain), program.ended]);
      requireIntact(backup, fileName, counted);
    });
    await stopWorkServer();
  },
};

/** mysqldump 9.7 knows some accounts only with quotes, and others only without: root@localhost, 'mysql.sys'@'localhost'. */
function excluded(account: string): string[] {
  const quoted = account.split('@').map((part) => `'${part}'`);
  return [`--exclude-user=${account}`, `--exclude-user=${quoted.join('@')}`];
}

type Schema = { readonly name: string; readonly bytes: number };

/** The schemas of applications, with the bytes of their rows as the server estimates them. */
async function schemasOf(connection: Connection): Promise<Schema[]> {
  const [rows] = await connection.query<(RowDataPacket & { name: string; bytes: string | number | null })[]>(
    `SELECT s.SCHEMA_NAME AS name, SUM(t.DATA_LENGTH) AS bytes
       FROM information_schema.SCHEMATA AS s
       LEFT JOIN information_schema.TABLES AS t ON t.TABLE_SCHEMA = s.SCHEMA_NAME
      WHERE s.SCHEMA_NAME NOT IN (?) GROUP BY s.SCHEMA_NAME ORDER BY 1`,
    [systemSchemas],
  );
  return rows.map(({ name, bytes }) => ({ name, bytes: Number(bytes ?? 0) }));
}

/** The dump makes the accounts that it has, and fails on one that is there. */
async function dropAccounts(connection: Connection): Promise<void> {
  const sql = 'SELECT User AS user, Host AS host FROM mysql.user';
  const [rows] = await connection.query<(RowDataPacket & { user: string; host: string })[]>(sql);
  for (const { user, host } of rows) {
    if (!ownAccounts.includes(`${user}@${host}`)) await connection.query('DROP USER ?@?', [user, host]);
  }
}

async function toolVersion(): Promise<string> {
  return (await runProgram('mysqldump', ['--version'])).trim();
}
