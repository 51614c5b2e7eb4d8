import { messageOf, usageError } from '../../../../errors.ts';
import { wantedKinds } from '../../../../formats/binlog/find.ts';
import { type GtidPosition, parseMariadbGtid, parsePosition } from '../../../../formats/mariadb-gtid.ts';
import { findInFiles } from '../../common/archive/find.ts';
import { readerOf } from '../../common/archive/read.ts';
import { type Answer, type Commands, runCommandOf } from '../../common/service/command-table.ts';
import { expectNone, expectOne, goalOf, optionalInstant, options } from '../../common/service/options.ts';
import { currentTimeline } from '../../common/store/timeline.ts';
import { reportOf } from '../../common/verify/report.ts';
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

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const take = (kind: BackupKind): Commands<Context>[string] => ({
  usage: kind,
  run: async (words, context) => {
    expectNone(words);
    return { result: await takeBackup(kind, context) };
  },
});

/** What the backup service can be asked to do; the words after the name are its own. */
const commands: Commands<Context> = {
  ...Object.fromEntries(backupKinds.map((kind) => [kind, take(kind)])),
  list: {
    usage: 'list',
    run: async (words, { store }) => {
      expectNone(words);
      return { result: await readCatalogue(store) };
    },
  },
  find: {
    usage: 'find --kind KIND [--schema NAME] [--table NAME] [--from TIME] [--to TIME]',
    run: async (words, { store }) => {
      const values = options(words, { kind: text, schema: text, table: text, from: text, to: text });
      const { kind = 'any', schema, table, from, to } = values;
      const wanted = { kind: expectOne(kind, wantedKinds, 'a kind'), schema, table };
      const times = { fromUs: optionalInstant(from), toUs: optionalInstant(to) };
      const files = filesOfArchives(await archivesOf(store, await currentTimeline(store)));
      const names = files.map(({ file }) => file);
      return { result: await findInFiles(names, readerOf(store), { ...wanted, ...times }) };
    },
  },
  restore: {
    usage: 'restore [--full | --before GTID | --except GTID [--accept-later-updates] | --time TIME]',
    run: async (words, context) => {
      const given = { full: flag, before: text, except: text, time: text, 'accept-later-updates': flag };
      const { 'accept-later-updates': acceptLaterUpdates, ...goal } = options(words, given);
      return { result: await restore(goalOf(goal, oneGtid), context, { acceptLaterUpdates }) };
    },
  },
  'await-archive': {
    usage: 'await-archive GTIDS',
    run: async ([gtids, ...more], { store }) => {
      expectNone(more);
      if (gtids === undefined) throw usageError('Expected a position after await-archive, found nothing.');
      return { result: await awaitArchive(store, positionOf(gtids)) };
    },
  },
  'replace-table': {
    usage: 'replace-table SCHEMA.TABLE',
    run: async ([name = ''], context) => ({ result: await replaceTable(name, context) }),
  },
  release: {
    usage: 'release',
    run: async (words) => {
      expectNone(words);
      await releaseWorkServer();
      return { result: null };
    },
  },
  'new-timeline': {
    usage: 'new-timeline',
    run: async (words, context) => {
      expectNone(words);
      return { result: await newTimeline(context) };
    },
  },
  verify: {
    usage: 'verify [--restore]',
    run: async (words, context) => {
      const { restore: byRestore } = options(words, { restore: flag });
      const report = byRestore
        ? await reportOf(
            () => verifyStore(context),
            () => verifyByRestore(context),
            context.emit,
          )
        : { findings: await verifyStore(context) };
      return { result: report, failed: report.findings.some(({ severity }) => severity === 'error') };
    },
  },
  prune: {
    usage: 'prune',
    run: async (words, context) => {
      expectNone(words);
      return { result: await prune(context) };
    },
  },
};

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
