import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { environmentError } from '../../../../errors.ts';
import { checksumOf } from './checksum.ts';
import { replaceDurably, sync, writingTo } from './durable.ts';
import { binlogPath, dataOf, folders, manifestPath } from './layout.ts';
import { withStoreLock } from './lock.ts';
import { formatManifest, parseManifest } from './manifest-text.ts';
import type { StoredFile } from './stored-file.ts';

/** What the manifests of archives have in common, whatever server wrote the files. */
export type ArchiveManifest<S> = {
  readonly id: string;
  readonly files: readonly (StoredFile & { readonly summary: S })[];
  readonly growing: { readonly name: string; readonly summary: S | null } | null;
  readonly dropped: readonly string[];
};

type Changes<S> = Partial<Pick<ArchiveManifest<S>, 'files' | 'growing' | 'dropped'>>;

/** Where the binlogs of an archive are written. */
export function archiveFolder(store: string, id: string): string {
  return dataOf(join(store, folders.archive, id));
}

/** How the files of archives come and go, where manifests are of this schema. */
export class ArchiveFiles<S extends { readonly bytes: number }, A extends ArchiveManifest<S>> {
  readonly #schema: z.ZodType<A>;

  constructor(schema: z.ZodType<A>) {
    this.#schema = schema;
  }

  /** Says which file of an archive is being written, and what it held when it was last read. */
  grow(store: string, id: string, name: string, summary: S | null): Promise<A> {
    return this.#change(store, id, async () => ({ growing: { name, summary } }));
  }

  /**
   * Makes a file part of the archive for good: read once, synced, and added to the manifest with its checksum.
   *
   * @throws DrillError (exit 3) when the file is not as long as its summary says, or is part of the archive already
   */
  seal(store: string, id: string, name: string, summary: S): Promise<A> {
    return this.#change(store, id, async (archive) => {
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
      const growing = archive.growing?.name === name ? null : archive.growing;
      return { files: [...archive.files, { name, bytes, sha256, summary }], growing };
    });
  }

  /** Removes sealed files from an archive: first from its manifest, then from the disk. Names not in it are passed over. */
  async drop(store: string, id: string, names: readonly string[]): Promise<void> {
    await this.#change(store, id, async (archive) => {
      const goes = ({ name }: StoredFile): boolean => names.includes(name);
      const files = archive.files.filter((file) => !goes(file));
      const dropped = new Set([...archive.dropped, ...archive.files.filter(goes).map(({ name }) => name)]);
      return { files, dropped: [...dropped] };
    });
    await this.finishDropping(store, id);
  }

  /** Removes from the disk what a process that was killed had only taken out of the manifest. */
  async finishDropping(store: string, id: string): Promise<void> {
    await this.#change(store, id, async (archive) => {
      for (const name of archive.dropped) await rm(join(store, binlogPath(id, name)), { force: true });
      return { dropped: [] };
    });
  }

  /** Changes a manifest on the disk; whoever else wants to change one waits. */
  #change(store: string, id: string, to: (archive: A) => Promise<Changes<S>>): Promise<A> {
    const path = join(store, manifestPath('archive', id));
    return withStoreLock(store, async () => {
      const archive = parseManifest(this.#schema, await readFile(path, 'utf8'));
      const changed = this.#schema.parse({ ...archive, ...(await to(archive)) });
      await writingTo(store, path, () => replaceDurably(path, formatManifest(changed)));
      return changed;
    });
  }
}
