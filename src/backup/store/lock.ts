import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJsonLine } from '../../json.ts';
import { isAlive, processOwnerSchema, thisProcess } from '../../process-owner.ts';
import { waitFor } from '../../wait.ts';
import { writingTo } from './durable.ts';

/** A file is read to its end and synced under the lock: as long as that takes for the largest binary log. */
const withinMs = 600_000;

const lastWork = new Map<string, Promise<unknown>>();

/**
 * Does work that no other process of the store may do at the same time: the service and each command are one. Within a
 * process, whoever came first is first.
 */
export function withStoreLock<T>(store: string, work: () => Promise<T>): Promise<T> {
  const locked = (): Promise<T> => withLockFile(store, work);
  const done = (lastWork.get(store) ?? Promise.resolve()).then(locked, locked);
  lastWork.set(store, done);
  return done;
}

async function withLockFile<T>(store: string, work: () => Promise<T>): Promise<T> {
  const path = join(store, 'lock');
  const own = JSON.stringify(await thisProcess());
  await waitFor({ what: 'the lock of the store', deadlineMs: withinMs, everyMs: 10 }, async () => {
    if (await isTaken(store, path, own)) return { done: true, value: undefined };
    const held = await readFile(path, 'utf8').catch(() => '');
    const owner = processOwnerSchema.safeParse(parseJsonLine(held)).data;
    if (owner && !(await isAlive(owner))) await rm(path, { force: true });
    return { done: false, state: `process ${owner?.pid} has it` };
  });
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** Whether this process could take it. */
async function isTaken(store: string, path: string, own: string): Promise<boolean> {
  try {
    await writingTo(store, 'its lock', () => writeFile(path, own, { flag: 'wx' }));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
