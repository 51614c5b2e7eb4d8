import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { messageOf } from '../../../../errors.ts';
import type { ArchiveManifest } from './archive-files.ts';
import { findUnfinished, type Unfinished } from './draft.ts';
import { binlogPath, folders, fullFilePath, manifestPath, namesIn } from './layout.ts';
import { parseManifest } from './manifest-text.ts';
import type { StoredFile } from './stored-file.ts';

/** What a store says it holds: backups and archives of one kind of servers. */
export type CatalogueOf<F, A> = {
  /** The oldest end first. */
  readonly fulls: readonly F[];
  /** The oldest start first. */
  readonly archives: readonly A[];
  /** Manifests that cannot be believed, by their path from the root of the store. */
  readonly broken: readonly { readonly path: string; readonly problem: string }[];
  readonly unfinished: readonly Unfinished[];
};
export type AnyBackup = {
  readonly id: string;
  readonly endedAt: string;
  readonly files: readonly StoredFile[];
};
export type AnyArchive = ArchiveManifest<{ readonly bytes: number }> & { readonly startedAt: string };

/** Reads all manifests of a store, and nothing else. A broken one is told, not thrown. */
export async function readCatalogueOf<F extends AnyBackup, A extends AnyArchive>(
  store: string,
  schemas: { readonly full: z.ZodType<F>; readonly archive: z.ZodType<A> },
): Promise<CatalogueOf<F, A>> {
  const broken: { path: string; problem: string }[] = [];
  const fulls = await readManifests(store, 'full', schemas.full, broken);
  const archives = await readManifests(store, 'archive', schemas.archive, broken);
  return {
    fulls: fulls.toSorted((a, b) => Date.parse(a.endedAt) - Date.parse(b.endedAt)),
    archives: archives.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt)),
    broken,
    unfinished: await findUnfinished(store),
  };
}

async function readManifests<T extends { readonly id: string }>(
  store: string,
  kind: 'full' | 'archive',
  schema: z.ZodType<T>,
  broken: { path: string; problem: string }[],
): Promise<T[]> {
  const read: T[] = [];
  for (const id of await namesIn(join(store, folders[kind]))) {
    const path = manifestPath(kind, id);
    try {
      const manifest = parseManifest(schema, await readFile(join(store, path), 'utf8'));
      if (manifest.id !== id) throw new Error(`expected the id ${id}, found ${manifest.id}`);
      read.push(manifest);
    } catch (error) {
      broken.push({ path, problem: messageOf(error) });
    }
  }
  return read;
}

/**
 * What a catalogue had that a later one of the same store has as well. What retention removed in between is no loss: it
 * takes a full backup out of its folder as a whole, and a binary log out of its manifest, before it removes a file.
 */
export function stillThere<F extends AnyBackup, A extends AnyArchive>(
  catalogue: CatalogueOf<F, A>,
  later: CatalogueOf<F, A>,
): CatalogueOf<F, A> {
  return {
    ...catalogue,
    fulls: catalogue.fulls.filter(({ id }) => later.fulls.some((full) => full.id === id)),
    archives: catalogue.archives.flatMap((archive) => {
      const now = later.archives.find(({ id }) => id === archive.id);
      if (!now) return [];
      const names = new Set(now.files.map(({ name }) => name));
      return [{ ...archive, files: archive.files.filter(({ name }) => names.has(name)) }];
    }),
    broken: catalogue.broken.filter(({ path }) => later.broken.some((one) => one.path === path)),
  };
}

/** A file as the catalogue describes it. */
export type CataloguedFile = {
  /** From the root of the store. */
  readonly path: string;
  /** At least so many while the file is being written; else exactly. */
  readonly bytes: number;
  /** Null while the file is being written. */
  readonly sha256: string | null;
};

/** Every file that a store must hold besides its manifests. */
export function filesOf({
  fulls,
  archives,
}: Pick<CatalogueOf<AnyBackup, AnyArchive>, 'fulls' | 'archives'>): CataloguedFile[] {
  return [
    ...fulls.flatMap(({ id, files }) =>
      files.map(({ name, bytes, sha256 }) => ({ path: fullFilePath(id, name), bytes, sha256 })),
    ),
    ...archives.flatMap(({ id, files, growing }) => [
      ...files.map(({ name, bytes, sha256 }) => ({ path: binlogPath(id, name), bytes, sha256 })),
      ...(growing
        ? [{ path: binlogPath(id, growing.name), bytes: growing.summary?.bytes ?? 0, sha256: null }]
        : []),
    ]),
  ];
}
