import type { FileHandle } from 'node:fs/promises';
import { stat } from 'node:fs/promises';
import { constants, createGunzip, type Gunzip } from 'node:zlib';
import { messageOf } from '../errors.ts';
import { endMark } from './line-file.ts';
import { openRegular } from './open-regular.ts';

const chunkBytes = 256 * 1024;
const lineFeed = 10;

/** No line of a record is as long: one that is was not written by a drill, and is not waited for. */
const longestLineBytes = 64 * 1024 * 1024;

/**
 * Reads a gzip file of lines; `onBlock` gets whole lines, each ended by a line feed, some thousand at a time.
 * A block is valid only until `onBlock` returns.
 *
 * Resolves with what is wrong with the file (missing, no file, cut short, damaged), or null. What could be read of such
 * a file has been handed out; a last line without its end has not. Rejects with what `onBlock` throws.
 */
export async function readBlocks(path: string, onBlock: (lines: Buffer) => void): Promise<string | null> {
  const opened = await openRegular(path);
  if (typeof opened === 'string') return opened;
  const { handle, size } = opened;
  try {
    const closed = await isClosed(handle, size);
    const damage = await pump(handle, onBlock);
    return damage ?? (closed ? null : cutShort);
  } finally {
    await handle.close();
  }
}

const cutShort = 'was cut short: it lacks its end mark';

async function pump(handle: FileHandle, onBlock: (lines: Buffer) => void): Promise<string | null> {
  const gunzip = createGunzip({ chunkSize: chunkBytes, finishFlush: constants.Z_SYNC_FLUSH });
  feed(handle, gunzip).catch((error: Error) => gunzip.destroy(error));
  const chunks: AsyncIterator<Buffer> = gunzip[Symbol.asyncIterator]();
  /** The beginning of a line whose end was not read yet. */
  let begun: Buffer[] = [];
  let begunBytes = 0;
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => ({ broken: messageOf(error) }));
      if ('broken' in next) return `is damaged (${next.broken}): only what stands before the damage was read`;
      if (next.done) return begunBytes === 0 ? null : cutShort;
      const end = next.value.lastIndexOf(lineFeed) + 1;
      if (end > 0) {
        const whole = next.value.subarray(0, end);
        onBlock(begunBytes === 0 ? whole : Buffer.concat([...begun, whole]));
        begun = [];
        begunBytes = 0;
      }
      if (end < next.value.length) begun.push(Buffer.from(next.value.subarray(end)));
      begunBytes += next.value.length - end;
      giveBack(next.value);
      if (begunBytes > longestLineBytes)
        return `is damaged: a line of more than ${longestLineBytes / 2 ** 20} MiB; only what stands before it was read`;
    }
  } finally {
    gunzip.destroy();
  }
}

/** Hands the bytes of a file to a stream, from one buffer: the next are read when it has used those before. */
async function feed(handle: FileHandle, gunzip: Gunzip): Promise<void> {
  const input = Buffer.allocUnsafeSlow(chunkBytes);
  for (let atByte = 0; ; ) {
    const { bytesRead } = await handle.read(input, 0, input.length, atByte);
    if (bytesRead === 0) break;
    atByte += bytesRead;
    await new Promise<void>((used, failed) => {
      gunzip.write(input.subarray(0, bytesRead), (error) => (error ? failed(error) : used()));
    });
  }
  gunzip.end();
}

/**
 * Frees the memory of a chunk at once: such buffers are collected no earlier than after some dozens of megabytes of them. A
 * chunk that does not reach to the end of its buffer shares it with the next one.
 */
function giveBack({ buffer, byteOffset, length }: Buffer): void {
  if (byteOffset + length === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** The size of a file in bytes; 0 when there is none. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
}

/** Whether the file ends as a closed one does. */
async function isClosed(handle: FileHandle, size: number): Promise<boolean> {
  const tail = Buffer.alloc(endMark.length);
  await handle.read(tail, 0, tail.length, Math.max(0, size - tail.length));
  return tail.equals(endMark);
}
