import { usageError } from '../../../../errors.ts';
import { type Wanted, wantedKinds } from '../../../../formats/binlog/find.ts';
import { findInFiles } from '../archive/find.ts';
import { readerOf } from '../archive/read.ts';
import type { Finding } from '../judge/finding.ts';
import type { ReplacedTable } from '../restore/exchange-table.ts';
import type { Restored, RestoreGoal } from '../restore/goal.ts';
import { currentTimeline } from '../store/timeline.ts';
import type { VerifiedBackup } from '../verify/compare.ts';
import { reportOf } from '../verify/report.ts';
import type { BackupEvent } from '../words.ts';
import type { Commands } from './command-table.ts';
import { expectNone, expectOne, goalOf, optionalInstant, options } from './options.ts';

export type CommandContext = { readonly store: string; emit(event: BackupEvent): void };

/** The work of a backup service, done as its kind of servers needs it. */
export type BackupWork<C extends CommandContext> = {
  /** The commands that take backups. */
  readonly take: Commands<C>;
  /** All that stands in the store. */
  list(store: string): Promise<unknown>;
  /** The files of the archives of a timeline, the oldest first. */
  filesOf(store: string, timeline: number): Promise<readonly string[]>;
  /** @throws DrillError (exit 64) for a text that is no GTID of one transaction */
  gtidOf(text: string): string;
  restore(
    goal: RestoreGoal,
    context: C,
    accepted: { readonly acceptLaterUpdates: boolean },
  ): Promise<Restored>;
  /** @throws DrillError (exit 64) for a text that names no transactions, (exit 3) for what the archive lacks */
  awaitArchive(store: string, gtids: string): Promise<void>;
  replaceTable(name: string, context: C): Promise<ReplacedTable>;
  release(): Promise<void>;
  newTimeline(context: C): Promise<number>;
  verifyStore(context: C): Promise<readonly Finding[]>;
  verifyByRestore(context: C): Promise<VerifiedBackup>;
  prune(context: C): Promise<unknown>;
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** What a backup service can be asked to do, whatever servers it is for; the words after the name are a command's own. */
export function commandsOf<C extends CommandContext>(work: BackupWork<C>): Commands<C> {
  const alone = (usage: string, run: (context: C) => Promise<unknown>): Commands<C>[string] => ({
    usage,
    run: async (words, context) => {
      expectNone(words);
      return { result: await run(context) };
    },
  });
  return {
    ...work.take,
    list: alone('list', ({ store }) => work.list(store)),
    find: {
      usage: 'find --kind KIND [--schema NAME] [--table NAME] [--from TIME] [--to TIME]',
      run: async (words, { store }) => {
        const wanted = wantedOf(words);
        const files = await work.filesOf(store, await currentTimeline(store));
        return { result: await findInFiles(files, readerOf(store), wanted) };
      },
    },
    restore: {
      usage: 'restore [--full | --before GTID | --except GTID [--accept-later-updates] | --time TIME]',
      run: async (words, context) => {
        const given = { full: flag, before: text, except: text, time: text, 'accept-later-updates': flag };
        const { 'accept-later-updates': acceptLaterUpdates = false, ...goal } = options(words, given);
        return { result: await work.restore(goalOf(goal, work.gtidOf), context, { acceptLaterUpdates }) };
      },
    },
    'await-archive': {
      usage: 'await-archive GTIDS',
      run: async ([gtids, ...more], { store }) => {
        expectNone(more);
        if (gtids === undefined) throw usageError('Expected GTIDs after await-archive, found nothing.');
        return { result: await work.awaitArchive(store, gtids) };
      },
    },
    'replace-table': {
      usage: 'replace-table SCHEMA.TABLE',
      run: async ([name = ''], context) => ({ result: await work.replaceTable(name, context) }),
    },
    release: alone('release', async () => {
      await work.release();
      return null;
    }),
    'new-timeline': alone('new-timeline', (context) => work.newTimeline(context)),
    verify: {
      usage: 'verify [--restore]',
      run: async (words, context) => {
        const { restore: byRestore } = options(words, { restore: flag });
        const report = byRestore
          ? await reportOf(
              () => work.verifyStore(context),
              () => work.verifyByRestore(context),
              context.emit,
            )
          : { findings: await work.verifyStore(context) };
        return { result: report, failed: report.findings.some(({ severity }) => severity === 'error') };
      },
    },
    prune: alone('prune', (context) => work.prune(context)),
  };
}

function wantedOf(words: readonly string[]): Wanted {
  const values = options(words, { kind: text, schema: text, table: text, from: text, to: text });
  const { kind = 'any', schema, table, from, to } = values;
  return {
    kind: expectOne(kind, wantedKinds, 'a kind'),
    schema,
    table,
    fromUs: optionalInstant(from),
    toUs: optionalInstant(to),
  };
}
