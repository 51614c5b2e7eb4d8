import { usageError } from '../../../../errors.ts';
import { wantedKinds } from '../../../../formats/binlog/find.ts';
import { type Answer, type Commands, runCommandOf } from '../../common/service/command-table.ts';
import { expectNone, expectOne, goalOf, optionalInstant, options } from '../../common/service/options.ts';
import type { BackupEvent } from '../../common/words.ts';
import { refusedMethods } from '../full/list.ts';
import { fullNames } from '../full/names.ts';
import { replaceTable } from '../restore/replace-table.ts';
import { restore } from '../restore/restore.ts';
import { readCatalogue } from '../store/read-catalogue.ts';
import { verifyAll } from '../verify/all.ts';
import { verifyStore } from '../verify/store.ts';
import { awaitArchive } from './await-archive.ts';
import type { BackupConfig } from './config.ts';
import { findInArchive } from './find-in-archive.ts';
import { gtidSet, oneGtid } from './gtid-options.ts';
import { newTimeline } from './new-timeline.ts';
import { prune } from './prune.ts';
import { takeFull } from './take-full.ts';
import { releaseWorkServer } from './work-server.ts';

type Context = BackupConfig & { emit(event: BackupEvent): void };

/** What the backup service can be asked to do; the words after the name are its own. */
const commands: Commands<Context> = {
  full: {
    usage: `full [--method ${fullNames.join('|')}]`,
    run: async (words, context) => {
      const { method = context.fullMethod } = options(words, { method: { type: 'string' } });
      const refused = Object.hasOwn(refusedMethods, method) ? refusedMethods[method] : undefined;
      if (refused !== undefined) throw usageError(`${method} is no backup: ${refused}`);
      return { result: await takeFull(expectOne(method, fullNames, 'a method'), context) };
    },
  },
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
      const text = { type: 'string' } as const;
      const values = options(words, { kind: text, schema: text, table: text, from: text, to: text });
      const { kind = 'any', schema, table, from, to } = values;
      const wanted = { kind: expectOne(kind, wantedKinds, 'a kind'), schema, table };
      const times = { fromUs: optionalInstant(from), toUs: optionalInstant(to) };
      return { result: await findInArchive(store, { ...wanted, ...times }) };
    },
  },
  restore: {
    usage: 'restore [--full | --before GTID | --except GTID [--accept-later-updates] | --time TIME]',
    run: async (words, context) => {
      const text = { type: 'string' } as const;
      const flag = { type: 'boolean' } as const;
      const { 'accept-later-updates': acceptLaterUpdates, ...goal } = options(words, {
        full: flag,
        before: text,
        except: text,
        time: text,
        'accept-later-updates': flag,
      });
      return { result: await restore(goalOf(goal, oneGtid), context, { acceptLaterUpdates }) };
    },
  },
  'await-archive': {
    usage: 'await-archive GTIDS',
    run: async ([gtids, ...more], { store }) => {
      expectNone(more);
      if (gtids === undefined) throw usageError('Expected a GTID set after await-archive, found nothing.');
      return { result: await awaitArchive(store, gtidSet(gtids)) };
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
      const { restore: byRestore } = options(words, { restore: { type: 'boolean' } });
      const report = await (byRestore ? verifyAll(context) : { findings: await verifyStore(context) });
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
export function runBackupCommand(words: readonly string[], context: Context): Promise<Answer> {
  return runCommandOf(commands, words, context);
}
