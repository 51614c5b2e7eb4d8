import type { BinlogSummary } from '../../../../formats/binlog/summary.ts';
import { ArchiveFiles, archiveFolder } from '../../common/store/archive-files.ts';
import { beginDraft } from '../../common/store/draft.ts';
import { type Archive, archiveSchema } from './schema.ts';

/** Begins to archive the binlogs of one server; they are to be written into `archiveFolder`. */
export async function beginArchive(
  store: string,
  facts: Pick<Archive, 'method' | 'timeline' | 'server' | 'purgedGtids'> & { readonly startedAt: Date },
): Promise<Archive> {
  const draft = await beginDraft(store, facts.method, facts.startedAt);
  const archive = archiveSchema.parse({
    format: 'ha-drill/archive/1',
    id: draft.id,
    ...facts,
    startedAt: facts.startedAt.toISOString(),
    files: [],
    growing: null,
    dropped: [],
  });
  await draft.publish('archive', archive);
  return archive;
}

/** The archives of servers of MySQL. */
export const archiveFiles = new ArchiveFiles<BinlogSummary, Archive>(archiveSchema);
export const growBinlog = archiveFiles.grow.bind(archiveFiles);
export const sealBinlog = archiveFiles.seal.bind(archiveFiles);
export const dropBinlogs = archiveFiles.drop.bind(archiveFiles);
export const finishDropping = archiveFiles.finishDropping.bind(archiveFiles);
export { archiveFolder };
