import { messageOf, usageError } from '../../../../errors.ts';
import { parseGtidSet } from '../../../../formats/gtid.ts';
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

/** A GTID set. @throws DrillError (exit 64) for a text that is none */
function gtidSet(text: string): string {
  try {
    parseGtidSet(text);
    return text;
  } catch (error) {
    throw usageError(messageOf(error));
  }
}

/** The GTID of one transaction. @throws DrillError (exit 64) for a text that is none */
function oneGtid(text: string): string {
  if (/^[0-9a-f-]{36}:(?:[a-z_]\w*:)?\d+$/i.test(text)) return gtidSet(text);
  throw usageError(`Expected the GTID of one transaction, such as UUID:4685, found "${text}".`);
}
