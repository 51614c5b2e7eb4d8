import { statfs } from 'node:fs/promises';
import { type AnyArchive, type AnyBackup, type CatalogueOf, filesOf, stillThere } from './catalogue.ts';
import { type MeasuredFile, measureFiles } from './measure-files.ts';
import { currentTimeline } from './timeline.ts';

/** What was found in a store, and what the cluster said of itself at the same time. */
export type Survey<F, A> = {
  readonly catalogue: CatalogueOf<F, A>;
  readonly timeline: number;
  readonly files: readonly MeasuredFile[];
  readonly freeBytes: number;
  /** Up to where the primary was; null where there is none to ask. */
  readonly primary: string | null;
  /** When it was asked, since the epoch. */
  readonly nowMs: number;
};

type Ways<F, A> = {
  catalogue(store: string): Promise<CatalogueOf<F, A>>;
  archives(store: string): Promise<readonly A[]>;
  primary(): Promise<string | null>;
};

/** Reads everything that stands in a store again. */
export async function surveyStore<F extends AnyBackup, A extends AnyArchive>(
  store: string,
  ways: Ways<F, A>,
): Promise<Survey<F, A>> {
  const catalogue = { ...(await ways.catalogue(store)), archives: await ways.archives(store) };
  // Right after the archives were read: reading all files takes long, and the primary goes on meanwhile.
  const primary = await ways.primary();
  const nowMs = Date.now();
  const files = await measureFiles(store, filesOf(catalogue));
  const there = stillThere(catalogue, await ways.catalogue(store));
  const paths = new Set(filesOf(there).map(({ path }) => path));
  const { bavail, bsize } = await statfs(store);
  return {
    catalogue: there,
    timeline: await currentTimeline(store),
    files: files.filter(({ expected }) => paths.has(expected.path)),
    freeBytes: bavail * bsize,
    primary,
    nowMs,
  };
}
