import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Checksum, type OnBytes } from './checksum.ts';
import { beginDraft } from './draft.ts';
import { sync, writingTo } from './durable.ts';
import { folders } from './layout.ts';
import { type FullBackup, fullBackupSchema, idSchema, type StoredFile } from './schema.ts';

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

/** One of a server of MySQL. */
export type FullBackupDraft = Omit<BackupDraft, 'publish'> & {
  /** Throws a ZodError where the facts do not make a manifest. */
  publish(facts: FullBackupFacts): Promise<FullBackup>;
};

/** What is known of a backup when it is done, besides its files. */
export type FullBackupFacts = Pick<FullBackup, 'timeline' | 'server' | 'gtids' | 'howConsistent' | 'tool'> & {
  readonly endedAt: Date;
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

/** Begins a full backup of a server of MySQL. Throws a DrillError (exit 3) when the store is full. */
export async function beginFullBackup(
  store: string,
  method: FullBackup['method'],
  startedAt: Date,
): Promise<FullBackupDraft> {
  const draft = await beginBackup(store, method, startedAt);
  return {
    ...draft,
    publish: async ({ endedAt, ...facts }) => {
      const manifest = fullBackupSchema.parse({
        format: 'ha-drill/full-backup/1',
        id: draft.id,
        method,
        startedAt: startedAt.toISOString(),
        endedAt: endedAt.toISOString(),
        ...facts,
        files: draft.files,
      });
      await draft.publish(manifest);
      return manifest;
    },
  };
}

/** Removes a full backup: it no longer counts before its first byte goes. One that is not there is no error. */
export async function removeFullBackup(store: string, id: string): Promise<void> {
  const going = join(store, folders.removing, idSchema.parse(id));
  await rename(join(store, folders.full, id), going).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await sync(join(store, folders.full));
  await rm(going, { recursive: true, force: true });
}
