import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJsonLine } from '../../../../formats/json-line.ts';
import { isAlive, processOwnerSchema, thisProcess } from '../../../../process-owner.ts';
import { replaceDurably, sync, writeDurably, writingTo } from './durable.ts';
import { dataOf, folders, manifestName, namesIn, prepareStore } from './layout.ts';
import { formatManifest } from './manifest-text.ts';

const ownerSuffix = '.owner.json';

/** A folder that is being built in `incoming`. Beside it stands who builds it. */
export type Draft = {
  readonly id: string;
  /** Where its files go. */
  readonly data: string;
  /** Makes it part of the store, with its manifest: from here on it counts, and survives a power loss. */
  publish(into: 'full' | 'archive', manifest: object): Promise<void>;
  /** Removes it, as if it had never been begun. */
  discard(): Promise<void>;
};

/**
 * Begins a folder of a store: `<time>-<method>-<random>`, so names sort by time and never meet.
 *
 * @throws DrillError (exit 3) when the store is full
 */
export async function beginDraft(store: string, method: string, startedAt: Date): Promise<Draft> {
  const time = startedAt.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  const id = `${time}-${method}-${randomBytes(3).toString('hex')}`;
  const folder = join(store, folders.incoming, id);
  const owner = `${folder}${ownerSuffix}`;
  await writingTo(store, owner, async () => {
    await prepareStore(store);
    await replaceDurably(owner, `${JSON.stringify(await thisProcess())}\n`);
    await mkdir(dataOf(folder), { recursive: true });
  }).catch(async (error: unknown) => {
    await removeAll(folder);
    throw error;
  });
  return {
    id,
    data: dataOf(folder),
    publish: async (into, manifest) => {
      await writingTo(store, `the manifest of ${id}`, async () => {
        await sync(dataOf(folder));
        await writeDurably(join(folder, manifestName), formatManifest(manifest));
        await sync(folder);
      });
      await rename(folder, join(store, folders[into], id));
      await sync(join(store, folders[into]));
      await rm(owner, { force: true });
    },
    discard: () => removeAll(folder),
  };
}

/** A draft and all that stands beside it: who builds it goes last. */
async function removeAll(folder: string): Promise<void> {
  for (const suffix of ['', `${ownerSuffix}.writing`, ownerSuffix]) {
    await rm(`${folder}${suffix}`, { recursive: true, force: true });
  }
}

/** What was begun, or was being removed, and is not done. */
export type Unfinished = {
  /** From the root of the store. */
  readonly path: string;
  /** Whether the process that works on it lives, as far as this process can see. */
  readonly alive: boolean;
};

/** All that is unfinished in a store. */
export async function findUnfinished(store: string): Promise<Unfinished[]> {
  const incoming = await namesIn(join(store, folders.incoming));
  const ids = new Set(incoming.map((name) => name.replace(/\.owner\.json(\.writing)?$/, '')));
  const begun = [...ids].map(async (id) => {
    const path = join(folders.incoming, id);
    return { path, alive: await isOwned(join(store, `${path}${ownerSuffix}`)) };
  });
  const going = await namesIn(join(store, folders.removing));
  return [
    ...(await Promise.all(begun)),
    ...going.map((name) => ({ path: join(folders.removing, name), alive: false })),
  ];
}

/**
 * Removes what dead processes left unfinished, and returns where it stood.
 * Only for the one process that writes to the store: elsewhere, a writer in another container looks dead.
 */
export async function removeUnfinished(store: string): Promise<string[]> {
  const dead = (await findUnfinished(store)).filter(({ alive }) => !alive).map(({ path }) => path);
  for (const path of dead) await removeAll(join(store, path));
  return dead;
}

async function isOwned(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const owner = processOwnerSchema.safeParse(parseJsonLine(text));
  return owner.success && isAlive(owner.data);
}
