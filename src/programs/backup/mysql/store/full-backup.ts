import { type BackupDraft, beginBackup } from '../../common/store/backup-draft.ts';
import { type FullBackup, fullBackupSchema } from './schema.ts';

/** A backup of a server of MySQL that is being written. */
export type FullBackupDraft = Omit<BackupDraft, 'publish'> & {
  /** Throws a ZodError where the facts do not make a manifest. */
  publish(facts: FullBackupFacts): Promise<FullBackup>;
};

/** What is known of a backup when it is done, besides its files. */
export type FullBackupFacts = Pick<FullBackup, 'timeline' | 'server' | 'gtids' | 'howConsistent' | 'tool'> & {
  readonly endedAt: Date;
};

/** Begins a full backup of a server of MySQL. Throws a DrillError (exit 3) when the store is full. */
export async function beginFullBackup(
  store: string,
  method: FullBackup['method'],
  startedAt: Date,
): Promise<FullBackupDraft> {
  const draft = await beginBackup(store, method, startedAt);
  return {
    ...draft,
    publish: async ({ endedAt, ...facts }) => {
      const manifest = fullBackupSchema.parse({
        format: 'ha-drill/full-backup/1',
        id: draft.id,
        method,
        startedAt: startedAt.toISOString(),
        endedAt: endedAt.toISOString(),
        ...facts,
        files: draft.files,
      });
      await draft.publish(manifest);
      return manifest;
    },
  };
}
