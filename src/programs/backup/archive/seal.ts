import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BinlogSummary, summarizeBinlog } from '../../../formats/binlog/summary.ts';
import { pause } from '../../../wait.ts';
import { archiveFolder, growBinlog, sealBinlog } from '../store/archive.ts';
import { readCatalogue } from '../store/catalogue.ts';
import { binlogPath } from '../store/layout.ts';
import type { Archive } from '../store/schema.ts';

const everyMs = 200;

/** What a file of an archive holds now. */
export function summarizeArchived(store: string, id: string, name: string): Promise<BinlogSummary> {
  const path = binlogPath(id, name);
  return summarizeBinlog(path, createReadStream(join(store, path), { highWaterMark: 2 ** 20 }));
}

/** Seals a file that nobody writes to any more. */
export async function sealArchived(store: string, id: string, name: string): Promise<Archive> {
  const summary = await summarizeArchived(store, id, name);
  return sealBinlog(store, id, name, summary);
}

/** Seals each file of an archive when the next one has begun, and the last one when the stream has ended. */
export async function sealAsTheyEnd(store: string, id: string, ended: AbortSignal): Promise<void> {
  const folder = archiveFolder(store, id);
  let growing: string | undefined;
  for (let over = false; !over; ) {
    over = ended.aborted;
    const names = (await readdir(folder)).toSorted();
    for (const name of names) {
      if (growing !== undefined && name <= growing) continue;
      if (growing !== undefined) await sealArchived(store, id, growing);
      growing = name;
      await growBinlog(store, id, name, null);
    }
    if (!over) await pause(everyMs, ended).catch(() => undefined);
  }
  if (growing !== undefined) await sealArchived(store, id, growing);
}

/** Seals what a service that was killed was writing. Only for the one process that archives. */
export async function sealLeftovers(store: string): Promise<void> {
  for (const { id, growing } of (await readCatalogue(store)).archives) {
    if (!growing) continue;
    await sealArchived(store, id, growing.name).catch(async (error) => {
      if (error.code !== 'ENOENT') throw error;
      await growBinlog(store, id, growing.name, null);
    });
  }
}

/** The archives of a timeline as they are at this moment. */
export async function archivesOf(store: string, timeline: number): Promise<Archive[]> {
  return (await archivesNow(store)).filter((archive) => archive.timeline === timeline);
}

/** The archives of a store as they are at this moment: with what is in the files that are being written. */
export async function archivesNow(store: string): Promise<Archive[]> {
  const { archives } = await readCatalogue(store);
  return Promise.all(
    archives.map(async (archive) => {
      const { id, growing } = archive;
      if (!growing) return archive;
      const summary = await summarizeArchived(store, id, growing.name).catch(() => growing.summary);
      return { ...archive, growing: { ...growing, summary } };
    }),
  );
}

/** The bytes that stand in the folder of an archive: they grow as long as something arrives. */
export async function archivedBytes(store: string, id: string): Promise<number> {
  const folder = archiveFolder(store, id);
  const sizes = await Promise.all((await readdir(folder)).map((name) => sizeOf(join(folder, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** 0 for a file that is gone: retention removes some meanwhile. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
