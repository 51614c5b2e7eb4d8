import { type CatalogueOf, readCatalogueOf } from '../../common/store/catalogue.ts';
import { type Archive, archiveSchema, type FullBackup, fullBackupSchema } from './schema.ts';

/** What a store of servers of MySQL says it holds. */
export type Catalogue = CatalogueOf<FullBackup, Archive>;

/** Reads all manifests of a store, and nothing else. A broken one is told, not thrown. */
export function readCatalogue(store: string): Promise<Catalogue> {
  return readCatalogueOf(store, { full: fullBackupSchema, archive: archiveSchema });
}
