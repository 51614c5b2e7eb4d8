import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { resolve } from 'node:path';
import { waitFor } from '../../../../wait.ts';
import { sha256Of } from './checksum.ts';

/** A file is read to its end and synced under the lock: as long as that takes for the largest binary log. */
const withinMs = 600_000;

const lastWork = new Map<string, Promise<unknown>>();

/**
 * Does work that no other process of the store may do at the same time: the service and each command are one. Within a
 * process, whoever came first is first.
 *
 * @throws DeadlineError when others have it for 10 min
 */
export function withStoreLock<T>(store: string, work: () => Promise<T>): Promise<T> {
  const locked = (): Promise<T> => withLock(store, work);
  const done = (lastWork.get(store) ?? Promise.resolve()).then(locked, locked);
  lastWork.set(store, done);
  return done;
}

async function withLock<T>(store: string, work: () => Promise<T>): Promise<T> {
  const lock = await waitFor(
    { what: 'the lock of the store', deadlineMs: withinMs, everyMs: 10 },
    async () => {
      const taken = await take(store);
      return taken ? { done: true, value: taken } : { done: false, state: 'another process has it' };
    },
  );
  try {
    return await work();
  } finally {
    lock.close();
    await once(lock, 'close');
  }
}

/**
 * A name that only one process of a container can listen on: an abstract socket (unix(7)), which ends with its process
 * however that ends. A file would stay behind, and of two that find it stale one may remove the lock of the other.
 */
async function take(store: string): Promise<Server | undefined> {
  const server = createServer();
  server.listen(`\0ha-drill-store-${sha256Of(resolve(store))}`);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
