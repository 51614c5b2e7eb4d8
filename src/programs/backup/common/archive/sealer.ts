import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pause } from '../../../../wait.ts';
import { type ArchiveFiles, type ArchiveManifest, archiveFolder } from '../store/archive-files.ts';
import { binlogPath } from '../store/layout.ts';

const everyMs = 200;

type Timed<S> = ArchiveManifest<S> & { readonly timeline: number };

/** What differs between the archives of kinds of servers. */
export type Sealing<S extends { readonly bytes: number }, A extends Timed<S>> = {
  readonly files: ArchiveFiles<S, A>;
  /** All that a store says it has, the oldest first. */
  archives(store: string): Promise<readonly A[]>;
  /** Reads a binary log file once, and tells what is in it. */
  summarize(file: string, chunks: AsyncIterable<Uint8Array>): Promise<S>;
};

/** Seals the files of archives as they end, and tells what is in those that are being written. */
export class Sealer<S extends { readonly bytes: number }, A extends Timed<S>> {
  readonly #of: Sealing<S, A>;

  constructor(of: Sealing<S, A>) {
    this.#of = of;
  }

  /** What a file of an archive holds now. */
  summarizeArchived(store: string, id: string, name: string): Promise<S> {
    const path = binlogPath(id, name);
    return this.#of.summarize(path, createReadStream(join(store, path), { highWaterMark: 2 ** 20 }));
  }

  /** Seals a file that nobody writes to any more. */
  async sealArchived(store: string, id: string, name: string): Promise<A> {
    const summary = await this.summarizeArchived(store, id, name);
    return this.#of.files.seal(store, id, name, summary);
  }

  /** Seals each file of an archive when the next one has begun, and the last one when the stream has ended. */
  async sealAsTheyEnd(store: string, id: string, ended: AbortSignal): Promise<void> {
    const folder = archiveFolder(store, id);
    let growing: string | undefined;
    for (let over = false; !over; ) {
      over = ended.aborted;
      const names = (await readdir(folder)).toSorted();
      for (const name of names) {
        if (growing !== undefined && name <= growing) continue;
        if (growing !== undefined) await this.sealArchived(store, id, growing);
        growing = name;
        await this.#of.files.grow(store, id, name, null);
      }
      if (!over) await pause(everyMs, ended).catch(() => undefined);
    }
    if (growing !== undefined) await this.sealArchived(store, id, growing);
  }

  /** Seals what a service that was killed was writing. Only for the one process that archives. */
  async sealLeftovers(store: string): Promise<void> {
    for (const { id, growing } of await this.#of.archives(store)) {
      if (!growing) continue;
      await this.sealArchived(store, id, growing.name).catch(async (error) => {
        if (error.code !== 'ENOENT') throw error;
        await this.#of.files.grow(store, id, growing.name, null);
      });
    }
  }

  /** The archives of a timeline as they are at this moment. */
  async archivesOf(store: string, timeline: number): Promise<A[]> {
    return (await this.archivesNow(store)).filter((archive) => archive.timeline === timeline);
  }

  /** The archives of a store as they are at this moment: with what is in the files that are being written. */
  async archivesNow(store: string): Promise<A[]> {
    const archives = await this.#of.archives(store);
    return Promise.all(
      archives.map(async (archive) => {
        const { id, growing } = archive;
        if (!growing) return archive;
        const summary = await this.summarizeArchived(store, id, growing.name).catch(() => growing.summary);
        return { ...archive, growing: { ...growing, summary } };
      }),
    );
  }
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
