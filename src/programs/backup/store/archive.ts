import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentError } from '../../../errors.ts';
import type { BinlogSummary } from '../../../formats/binlog/summary.ts';
import { checksumOf } from './checksum.ts';
import { beginDraft } from './draft.ts';
import { replaceDurably, sync, writingTo } from './durable.ts';
import { binlogPath, dataOf, folders, manifestPath } from './layout.ts';
import { withStoreLock } from './lock.ts';
import { formatManifest, parseManifest } from './manifest-text.ts';
import { type Archive, archiveSchema, type SealedBinlog } from './schema.ts';

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

/** Where the binlogs of an archive are written. */
export function archiveFolder(store: string, id: string): string {
  return dataOf(join(store, folders.archive, id));
}

/** Says which file of an archive is being written, and what it held when it was last read. */
export function growBinlog(
  store: string,
  id: string,
  name: string,
  summary: BinlogSummary | null,
): Promise<Archive> {
  return change(store, id, async (archive) => ({ ...archive, growing: { name, summary } }));
}

/**
 * Makes a file part of the archive for good: read once, synced, and added to the manifest with its checksum.
 *
 * @throws DrillError (exit 3) when the file is not as long as its summary says, or is part of the archive already
 */
export function sealBinlog(
  store: string,
  id: string,
  name: string,
  summary: BinlogSummary,
): Promise<Archive> {
  return change(store, id, async (archive) => {
    const path = binlogPath(id, name);
    if (archive.files.some((file) => file.name === name)) {
      throw environmentError(`${path} was sealed before: expected each file once.`);
    }
    await sync(join(store, path));
    await sync(archiveFolder(store, id));
    const { bytes, sha256 } = await checksumOf(join(store, path));
    if (bytes !== summary.bytes) {
      throw environmentError(`${path} has ${bytes} bytes, expected the ${summary.bytes} of its summary.`, {
        hint: 'a file is sealed when nothing writes to it any more',
      });
    }
    const sealed: SealedBinlog = { name, bytes, sha256, summary };
    const growing = archive.growing?.name === name ? null : archive.growing;
    return { ...archive, files: [...archive.files, sealed], growing };
  });
}

/** Removes sealed files from an archive: first from its manifest, then from the disk. Names not in it are passed over. */
export async function dropBinlogs(store: string, id: string, names: readonly string[]): Promise<void> {
  await change(store, id, async (archive) => {
    const goes = ({ name }: SealedBinlog): boolean => names.includes(name);
    const files = archive.files.filter((file) => !goes(file));
    const dropped = new Set([...archive.dropped, ...archive.files.filter(goes).map(({ name }) => name)]);
    return { ...archive, files, dropped: [...dropped] };
  });
  await finishDropping(store, id);
}

/** Removes from the disk what a process that was killed had only taken out of the manifest. */
export async function finishDropping(store: string, id: string): Promise<void> {
  await change(store, id, async (archive) => {
    for (const name of archive.dropped) await rm(join(store, binlogPath(id, name)), { force: true });
    return { ...archive, dropped: [] };
  });
}

/** Changes a manifest on the disk; whoever else wants to change one waits. */
function change(store: string, id: string, to: (archive: Archive) => Promise<Archive>): Promise<Archive> {
  const path = join(store, manifestPath('archive', id));
  return withStoreLock(store, async () => {
    const changed = await to(parseManifest(archiveSchema, await readFile(path, 'utf8')));
    await writingTo(store, path, () => replaceDurably(path, formatManifest(archiveSchema.parse(changed))));
    return changed;
  });
}
