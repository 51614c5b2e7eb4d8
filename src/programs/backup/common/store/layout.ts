import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The folders of a store. Only what stands in `full` and `archive` counts; a folder is built in `incoming` and goes
 * by way of `removing`, and a rename takes it in and out, so that nothing half-done ever looks whole.
 */
export const folders = {
  incoming: 'incoming',
  full: 'full',
  archive: 'archive',
  removing: 'removing',
} as const;

/** Beside the data in the folder of a full backup or of an archive. */
export const manifestName = 'manifest.json';
const dataName = 'data';

/** What holds the files of a full backup or an archive, from its own folder. */
export function dataOf(folder: string): string {
  return join(folder, dataName);
}

/** Where an archived binlog stands, from the root of the store. */
export function binlogPath(archiveId: string, name: string): string {
  return join(dataOf(join(folders.archive, archiveId)), name);
}

/** Where a file of a full backup stands, from the root of the store. */
export function fullFilePath(backupId: string, name: string): string {
  return join(dataOf(join(folders.full, backupId)), name);
}

/** Where a manifest stands, from the root of the store. */
export function manifestPath(kind: 'full' | 'archive', id: string): string {
  return join(folders[kind], id, manifestName);
}

/** Makes the folders of a store, where they are not there yet. */
export async function prepareStore(store: string): Promise<void> {
  for (const folder of Object.values(folders)) await mkdir(join(store, folder), { recursive: true });
}

/** What stands in a folder of a store, sorted; nothing where the folder is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
