import { posix } from 'node:path';
import { z } from 'zod';
import type { Session } from '../../engine/session.ts';
import { environmentError } from '../../errors.ts';
import { bySql, tableHold } from '../holds.ts';
import { databaseNode } from '../premises.ts';
import { onFiles } from '../shared/agents.ts';
import { isWholePage } from '../shared/disk/checksums.ts';
import { type Flipped, flip, type Place, readBytes } from '../shared/disk/flip.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { serverOf, startServer } from '../shared/process/server-of.ts';
import { onServer, rowsOf, type TableName, tableParameters } from '../shared/sql/sql.ts';
import type { Fault, FaultContext, FaultTarget, Injection, Proof } from '../types.ts';

const name = 'corrupt-page';
const parameters = z
  .object({
    ...tableParameters,
    page: z
      .number()
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .default(4)
      .meta({
        description:
          "number of the page in the table's file; 4 is the root of the primary key, which any access reads",
      }),
  })
  .strict();
type Parameters = z.output<typeof parameters>;

/** A disk that gives back other bytes than were written. */
export const fault: Fault<typeof parameters> = {
  name,
  description:
    "Flips 8 bytes in a page of a table's file. A running server may have the page in memory, so it is stopped cleanly and started again around it; it dies when it reads the page. Healed, the bytes are as before, unless the server has written the page anew.",
  disruption: () => 'storage',
  parameters,
  agent: onFiles(),
  premises: {
    target: databaseNode('only a database server has tables'),
    engines: { names: ['mysql'], because: 'only the checksums of pages of MySQL can be read' },
    image: 'a supervisor as PID 1',
  },
  leaves: { marks: ['signal', 'assertion', 'fatal', 'corruption'], on: 'target' },
  end: 'healed',
  unseats: true,
  uses: (table) => [...bySql, tableHold(table)],
  inject: (targets, wanted, context) => onEachTarget(targets, (target) => corrupt(target, wanted, context)),
};

async function corrupt(target: FaultTarget, wanted: Parameters, context: FaultContext): Promise<Injection> {
  if (!(await target.containerState()).supervised) {
    throw environmentError(
      `${name}: ${target.service} has not the supervisor of ha-drill: its container may end with its server.`,
      {
        hint: 'the server must be down while its container is up: use images/mysql/supervisor.sh as the entry point',
      },
    );
  }
  const page = await onServer(target, (connection) => findPage(connection, wanted));
  const server = await serverOf(target, context);
  const stopping = await server.beginStop();
  let flipped: Flipped;
  try {
    const { clean, evidence } = await stopping.stopped();
    if (!clean) throw environmentError(`${name}: ${target.service} did not stop cleanly: ${evidence}`);
    flipped = await flipIn(target, page);
  } finally {
    await startServer(target, server);
  }
  return {
    effectAtMs: stopping.sentAtMs,
    prove: () => seenCorrupt(target, page),
    healing: { heal: flipped.restore, prove: flipped.seenRestored },
  };
}

/** A page of a table's own file. */
type Page = Place & { readonly pageBytes: number; readonly title: string };

async function findPage(
  connection: Session,
  { schema, table, page }: TableName & { page: number },
): Promise<Page> {
  const [file] = await rowsOf<{ path: string; pageBytes: number; datadir: string }>(
    connection,
    `SELECT CAST(PATH AS CHAR) AS path, @@innodb_page_size AS pageBytes, @@datadir AS datadir
     FROM information_schema.INNODB_TABLES t JOIN information_schema.INNODB_DATAFILES f ON f.SPACE = t.SPACE
     WHERE t.NAME = ? AND t.SPACE_TYPE = 'Single'`,
    [`${schema}/${table}`],
  );
  if (!file) {
    throw environmentError(`${name}: there is no table ${schema}.${table} with a file of its own.`, {
      hint: 'it must exist, be of InnoDB, not be partitioned, and innodb_file_per_table be on when it is created',
    });
  }
  const { pageBytes } = file;
  const path = posix.resolve(file.datadir, file.path);
  return { path, pageBytes, offset: page * pageBytes, title: `page ${page} of ${path}` };
}

async function flipIn(target: FaultTarget, { title, pageBytes, ...start }: Page): Promise<Flipped> {
  const page = await readBytes(target, start, pageBytes);
  if (!isWholePage(page)) {
    throw environmentError(`${name}: ${title} is none whose checksum can be read.`, {
      hint: 'it may be beyond the end, never written, compressed or encrypted',
    });
  }
  const middle = pageBytes / 2;
  const place = { path: start.path, offset: start.offset + middle };
  return flip(target, place, page.subarray(middle, middle + 8));
}

async function seenCorrupt(target: FaultTarget, page: Page): Promise<Proof> {
  const bytes = await readBytes(target, page, page.pageBytes);
  const proved = bytes.length === page.pageBytes && !isWholePage(bytes);
  return { proved, evidence: `${page.title} ${proved ? 'does not match' : 'matches'} its checksum` };
}
