import type { ArchiveFiles, ArchiveManifest } from './archive-files.ts';
import { removeBackup } from './backup-draft.ts';

/** What a policy lets go; all else stays. */
export type Retention = {
  /** Ids of backups, the oldest first. */
  readonly fulls: readonly string[];
  /** Archived binlogs, in the order of their archive. */
  readonly binlogs: readonly { readonly archiveId: string; readonly name: string }[];
};

type Files<S extends { readonly bytes: number }> = Pick<ArchiveFiles<S, ArchiveManifest<S>>, 'drop'>;

/** Removes what may go. What builds on another goes first: a chain whose beginning is gone is worth nothing. */
export async function remove<S extends { readonly bytes: number }>(
  store: string,
  { fulls, binlogs }: Retention,
  archives: Files<S>,
): Promise<void> {
  for (const id of fulls.toReversed()) await removeBackup(store, id);
  for (const [id, files] of Map.groupBy(binlogs, ({ archiveId }) => archiveId)) {
    await archives.drop(
      store,
      id,
      files.map(({ name }) => name),
    );
  }
}
