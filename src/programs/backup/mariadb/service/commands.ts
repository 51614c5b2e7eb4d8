import { messageOf, usageError } from '../../../../errors.ts';
import { type GtidPosition, parseMariadbGtid, parsePosition } from '../../../../formats/mariadb-gtid.ts';
import { type Answer, type Commands, runCommandOf } from '../../common/service/command-table.ts';
import { commandsOf } from '../../common/service/commands.ts';
import { expectNone } from '../../common/service/options.ts';
import { filesOfArchives } from '../archive/files.ts';
import { archivesOf } from '../archive/seal.ts';
import { replaceTable } from '../restore/replace-table.ts';
import { restore } from '../restore/restore.ts';
import { readCatalogue } from '../store/catalogue.ts';
import { type BackupKind, backupKinds } from '../store/schema.ts';
import { takeBackup } from '../take/backup.ts';
import { verifyByRestore } from '../verify/restored.ts';
import { verifyStore } from '../verify/store.ts';
import { awaitArchive } from './await-archive.ts';
import type { Context } from './config.ts';
import { newTimeline } from './new-timeline.ts';
import { prune } from './prune.ts';
import { releaseWorkServer } from './work-server.ts';

const take = (kind: BackupKind): Commands<Context>[string] => ({
  usage: kind,
  run: async (words, context) => {
    expectNone(words);
    return { result: await takeBackup(kind, context) };
  },
});

const commands = commandsOf<Context>({
  take: Object.fromEntries(backupKinds.map((kind) => [kind, take(kind)])),
  list: readCatalogue,
  filesOf: async (store, timeline) =>
    filesOfArchives(await archivesOf(store, timeline)).map(({ file }) => file),
  gtidOf: oneGtid,
  restore,
  awaitArchive: async (store, gtids) => awaitArchive(store, positionOf(gtids)),
  replaceTable,
  release: releaseWorkServer,
  newTimeline,
  verifyStore,
  verifyByRestore,
  prune,
});

/** Does one piece of work, as `runCommandOf` says. */
export function runMariabackupCommand(words: readonly string[], context: Context): Promise<Answer> {
  return runCommandOf(commands, words, context);
}

/** @throws DrillError (exit 64) for a text that is no GTID */
function oneGtid(given: string): string {
  return orUsage(() => {
    parseMariadbGtid(given);
    return given;
  });
}

/** @throws DrillError (exit 64) for a text that is no position */
function positionOf(given: string): GtidPosition {
  return orUsage(() => parsePosition(given));
}

function orUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw usageError(messageOf(error));
  }
}
