import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentError, messageOf } from '../../../../errors.ts';
import { runProgram, startProgram } from '../../common/service/program.ts';
import { progressOf } from '../../common/service/progress.ts';
import { tellBackup } from '../../common/service/tell-backup.ts';
import { type BackupDraft, beginBackup } from '../../common/store/backup-draft.ts';
import { Checksum } from '../../common/store/checksum.ts';
import { currentTimeline } from '../../common/store/timeline.ts';
import { compress } from '../../common/store/zstd.ts';
import { clientOptions } from '../service/client-options.ts';
import type { Context } from '../service/config.ts';
import { askServer, type Server } from '../service/servers.ts';
import { readCatalogue } from '../store/catalogue.ts';
import { type Backup, type BackupKind, backupSchema } from '../store/schema.ts';
import { factsOf } from './facts.ts';

/** Where the data folder of the node is mounted, read-only: its server names its files by this path. */
const dataFolder = '/var/lib/mysql';
export const fileName = 'backup.mbstream.zst';

/**
 * Takes a backup of the node whose data folder is mounted here. It counts when this resolves; when it fails, nothing of it
 * is left.
 *
 * @throws DrillError (exit 3) with the reason; also where an incremental one has nothing to build on
 */
export async function takeBackup(kind: BackupKind, context: Context): Promise<Backup> {
  const { store, source, admin, emit } = context;
  const server = await askServer(source, admin).catch((error: unknown) => {
    throw environmentError(`${source.name} cannot be backed up: ${messageOf(error)}`);
  });
  if (!server.replicates)
    throw environmentError(`${source.name} is not backed up: it does not replicate now.`, {
      hint: 'what a replica has received stands in its own tables; of another server it is not proved where a copy is',
    });
  const timeline = await currentTimeline(store);
  const folder = await identityOf(dataFolder);
  const base = kind === 'full' ? null : await baseOf(kind, { store, timeline, folder });
  const startedAt = new Date();
  const draft = await beginBackup(store, kind, startedAt);
  return tellBackup({ draft, node: source.name, kind, by: 'mariadb-backup' }, emit, async () => {
    const facts = await run(server, base, draft, context);
    const backup = backupSchema.parse({
      format: 'ha-drill/mariadb-backup/1',
      id: draft.id,
      kind,
      base: base?.id ?? null,
      startedAt: startedAt.toISOString(),
      endedAt: new Date().toISOString(),
      timeline,
      server: { name: source.name, id: server.id, version: server.version },
      dataFolder: folder,
      howConsistent:
        'BACKUP STAGE BLOCK_COMMIT: all files are rolled forward to that instant; the position of the replica stands in its own tables',
      ...facts,
      files: [...draft.files],
    } satisfies Backup);
    await draft.publish(backup);
    return backup;
  });
}

type Place = { readonly store: string; readonly timeline: number; readonly folder: string };

/** What an incremental backup builds on. @throws DrillError (exit 3) where there is nothing */
async function baseOf(kind: BackupKind, { store, timeline, folder }: Place): Promise<Backup> {
  const { fulls } = await readCatalogue(store);
  const base = fulls.findLast(
    (one) => one.timeline === timeline && (kind === 'incremental' || one.kind === 'full'),
  );
  const hint = 'take a full backup first';
  if (!base) throw environmentError(`There is no backup that an ${kind} one could build on.`, { hint });
  if (base.dataFolder === folder) return base;
  throw environmentError(`The node has a data folder of its own making since ${base.id} was taken.`, {
    hint,
  });
}

/** Which data folder stands at a path: one that was made anew has other files, and InnoDB counts from the beginning. */
async function identityOf(folder: string): Promise<string> {
  const { ino, birthtimeMs } = await stat(join(folder, 'ibdata1'));
  return `${ino}-${Math.round(birthtimeMs)}`;
}

type Facts = Pick<Backup, 'gtids' | 'fromLsn' | 'toLsn' | 'streamBytes' | 'tool'>;

async function run(
  { address }: Server,
  base: Backup | null,
  draft: BackupDraft,
  { admin, emit }: Context,
): Promise<Facts> {
  const told = await mkdtemp(join(tmpdir(), 'mariadb-backup-'));
  try {
    const bytes = Number((await runProgram('du', ['--summarize', '--bytes', dataFolder])).split('\t')[0]);
    const program = startProgram('mariadb-backup', [
      `--defaults-extra-file=${await clientOptions(admin)}`,
      '--backup',
      `--host=${address.host}`,
      `--port=${address.port}`,
      `--datadir=${dataFolder}`,
      '--stream=mbstream',
      `--target-dir=${told}`,
      `--extra-lsndir=${told}`,
      ...(base ? [`--incremental-lsn=${base.toLsn}`] : []),
    ]);
    const counted = new Checksum(progressOf(emit, 'backup-progress', `copy of ${address.name}`, bytes));
    await Promise.all([draft.add(fileName, program.stdout.pipe(counted).pipe(compress())), program.ended]);
    const read = (name: string): Promise<string> => readFile(join(told, name), 'utf8');
    const facts = factsOf(await read('mariadb_backup_checkpoints'), await read('mariadb_backup_info'));
    return { ...facts, streamBytes: counted.result.bytes };
  } finally {
    await rm(told, { recursive: true, force: true });
  }
}
