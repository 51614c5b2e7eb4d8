import { usageError } from '../../../../errors.ts';
import { type Answer, runCommandOf } from '../../common/service/command-table.ts';
import { commandsOf } from '../../common/service/commands.ts';
import { expectOne, options } from '../../common/service/options.ts';
import type { BackupEvent } from '../../common/words.ts';
import { archivesOf } from '../archive/seal.ts';
import { refusedMethods } from '../full/list.ts';
import { fullNames } from '../full/names.ts';
import { chainOf } from '../restore/chain.ts';
import { replaceTable } from '../restore/replace-table.ts';
import { restore } from '../restore/restore.ts';
import { readCatalogue } from '../store/read-catalogue.ts';
import { verifyByRestore } from '../verify/restored.ts';
import { verifyStore } from '../verify/store.ts';
import { awaitArchive } from './await-archive.ts';
import type { BackupConfig } from './config.ts';
import { gtidSet, oneGtid } from './gtid-options.ts';
import { newTimeline } from './new-timeline.ts';
import { prune } from './prune.ts';
import { takeFull } from './take-full.ts';
import { releaseWorkServer } from './work-server.ts';

type Context = BackupConfig & { emit(event: BackupEvent): void };

const commands = commandsOf<Context>({
  take: {
    full: {
      usage: `full [--method ${fullNames.join('|')}]`,
      run: async (words, context) => {
        const { method = context.fullMethod } = options(words, { method: { type: 'string' } });
        const refused = Object.hasOwn(refusedMethods, method) ? refusedMethods[method] : undefined;
        if (refused !== undefined) throw usageError(`${method} is no backup: ${refused}`);
        return { result: await takeFull(expectOne(method, fullNames, 'a method'), context) };
      },
    },
  },
  list: readCatalogue,
  filesOf: async (store, timeline) => chainOf(await archivesOf(store, timeline)).map(({ file }) => file),
  gtidOf: oneGtid,
  restore,
  awaitArchive: async (store, gtids) => awaitArchive(store, gtidSet(gtids)),
  replaceTable,
  release: releaseWorkServer,
  newTimeline,
  verifyStore,
  verifyByRestore,
  prune,
});

/** Does one piece of work, as `runCommandOf` says. */
export function runBackupCommand(words: readonly string[], context: Context): Promise<Answer> {
  return runCommandOf(commands, words, context);
}
