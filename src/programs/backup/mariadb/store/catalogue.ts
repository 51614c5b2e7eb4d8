import { ArchiveFiles } from '../../common/store/archive-files.ts';
import { type CatalogueOf, readCatalogueOf } from '../../common/store/catalogue.ts';
import { beginDraft } from '../../common/store/draft.ts';
import { type Archive, archiveSchema, type Backup, type BinlogSummary, backupSchema } from './schema.ts';

export type Catalogue = CatalogueOf<Backup, Archive>;

export function readCatalogue(store: string): Promise<Catalogue> {
  return readCatalogueOf(store, { full: backupSchema, archive: archiveSchema });
}

/** The archives of servers of MariaDB. */
export const archiveFiles = new ArchiveFiles<BinlogSummary, Archive>(archiveSchema);

/** Begins to archive the binary logs of one server. Resolves with its id. */
export async function beginArchive(
  store: string,
  { timeline, server }: Pick<Archive, 'timeline' | 'server'>,
): Promise<string> {
  const startedAt = new Date();
  const draft = await beginDraft(store, 'binlog', startedAt);
  const archive: Archive = {
    format: 'ha-drill/mariadb-archive/1',
    id: draft.id,
    timeline,
    server,
    startedAt: startedAt.toISOString(),
    files: [],
    growing: null,
    dropped: [],
  };
  await draft.publish('archive', archiveSchema.parse(archive));
  return draft.id;
}
