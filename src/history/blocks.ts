import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { constants, createGunzip } from 'node:zlib';
import { messageOf } from '../errors.ts';
import { endMark } from './line-file.ts';

const chunkBytes = 256 * 1024;
const lineFeed = 10;

/**
 * Reads a gzip file of lines; `onBlock` gets whole lines, each ended by a line feed, some thousand at a time.
 * A block is valid only until `onBlock` returns.
 *
 * Resolves with what is wrong with the file (missing, cut short, damaged), or null. What could be read of such
 * a file has been handed out; a last line without its end has not. Rejects with what `onBlock` throws.
 */
export async function readBlocks(path: string, onBlock: (lines: Buffer) => void): Promise<string | null> {
  const closed = await isClosed(path);
  if (closed === undefined) return 'is missing';
  const source = createReadStream(path, { highWaterMark: chunkBytes });
  const gunzip = createGunzip({ chunkSize: chunkBytes, finishFlush: constants.Z_SYNC_FLUSH });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  const chunks: AsyncIterator<Buffer> = gunzip[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0);
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => ({ broken: messageOf(error) }));
    if ('broken' in next) return `is damaged (${next.broken}): only what stands before the damage was read`;
    if (next.done) break;
    const end = next.value.lastIndexOf(lineFeed) + 1;
    if (end === 0) {
      rest = Buffer.concat([rest, next.value]);
      continue;
    }
    const whole = next.value.subarray(0, end);
    try {
      onBlock(rest.length === 0 ? whole : Buffer.concat([rest, whole]));
    } catch (error) {
      source.destroy();
      gunzip.destroy();
      throw error;
    }
    rest = Buffer.from(next.value.subarray(end));
  }
  return closed && rest.length === 0 ? null : 'was cut short: it lacks its end mark';
}

/** The size of a file in bytes; 0 when there is none. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Whether the file ends as a closed one does; undefined when there is no file. */
async function isClosed(path: string): Promise<boolean | undefined> {
  const handle = await open(path).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(endMark.length);
    await handle.read(tail, 0, tail.length, Math.max(0, size - tail.length));
    return tail.equals(endMark);
  } finally {
    await handle.close();
  }
}
