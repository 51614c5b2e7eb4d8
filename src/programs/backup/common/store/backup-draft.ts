import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Checksum, type OnBytes } from './checksum.ts';
import { beginDraft } from './draft.ts';
import { sync, writingTo } from './durable.ts';
import { folders } from './layout.ts';
import { idSchema, type StoredFile } from './stored-file.ts';

/** A backup that is being written. It counts from the moment it is published. */
export type BackupDraft = {
  readonly id: string;
  /** What was added so far. */
  readonly files: readonly StoredFile[];
  /**
   * Writes a file of the backup from a stream; it is on the disk when this resolves.
   * Throws what the stream throws, and a DrillError (exit 3) when the store is full.
   */
  add(name: string, source: Readable, onBytes?: OnBytes): Promise<StoredFile>;
  /** Puts the backup in its place, whole, with its manifest. */
  publish(manifest: object): Promise<void>;
  /** Removes what was written. */
  discard(): Promise<void>;
};

/** Begins a backup of any kind. Throws a DrillError (exit 3) when the store is full. */
export async function beginBackup(store: string, method: string, startedAt: Date): Promise<BackupDraft> {
  const draft = await beginDraft(store, method, startedAt);
  const files: StoredFile[] = [];
  return {
    id: draft.id,
    files,
    discard: draft.discard,
    add: async (name, source, onBytes) => {
      const checksum = new Checksum(onBytes);
      const path = join(draft.data, idSchema.parse(name));
      await writingTo(store, `${name} of ${draft.id}`, () =>
        pipeline(source, checksum, createWriteStream(path, { flush: true })),
      );
      const file = { name, ...checksum.result };
      files.push(file);
      return file;
    },
    publish: (manifest) => draft.publish('full', manifest),
  };
}

/** Removes a backup: it no longer counts before its first byte goes. One that is not there is no error. */
export async function removeBackup(store: string, id: string): Promise<void> {
  const going = join(store, folders.removing, idSchema.parse(id));
  await rename(join(store, folders.full, id), going).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await sync(join(store, folders.full));
  await rm(going, { recursive: true, force: true });
}
