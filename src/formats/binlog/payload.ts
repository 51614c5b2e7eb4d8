import { once } from 'node:events';
import { createZstdDecompress, type ZstdDecompress, zstdDecompressSync } from 'node:zlib';
import { Cursor } from './cursor.ts';

const headBytes = 64;

/** A transaction up to this size, before and after compression, is decompressed at once: most are small, and streams are slow. */
const smallBytes = 2 ** 18;

type Body = { head(most: number): Promise<Buffer>; rest(): AsyncIterable<Buffer> };

/**
 * The events in a Transaction_payload_event, decompressed, in pieces (binlog_transaction_compression).
 * Its head is a list of fields: type, length, value; type 0 ends it.
 *
 * @throws RangeError where the head is malformed, and what zlib throws where the content is
 */
export async function* payloadContent(body: Body): AsyncGenerator<Buffer, void> {
  const head = await body.head(headBytes);
  const cursor = new Cursor(head);
  let compression: number | undefined;
  let [packedBytes, plainBytes] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let type = cursor.lengthEncoded(); type !== 0; type = cursor.lengthEncoded()) {
    const value = new Cursor(cursor.take(cursor.lengthEncoded()));
    if (type === 1) packedBytes = value.lengthEncoded();
    else if (type === 2) compression = value.lengthEncoded();
    else if (type === 3) plainBytes = value.lengthEncoded();
  }
  const content = chain(cursor.rest(), body.rest());
  if (compression === 255) yield* content;
  else if (compression === 0 && Math.max(packedBytes, plainBytes) <= smallBytes)
    yield await decompressSmall(content);
  else if (compression === 0) yield* decompress(content);
  else throw new RangeError(`expected compression by zstd or none, found ${compression}`);
}

async function* chain(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  yield first;
  yield* rest;
}

async function decompressSmall(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let left = smallBytes;
  for await (const piece of content) {
    left -= piece.length;
    if (left < 0) throw new RangeError('it is longer than it says');
    pieces.push(piece);
  }
  return zstdDecompressSync(Buffer.concat(pieces), { maxOutputLength: smallBytes });
}

/**
 * Not a pipeline of streams: when this ends, nothing may read from `content` any more, as the rest of the event is read
 * from the same place.
 */
async function* decompress(content: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  const zstd = createZstdDecompress();
  const stop = new AbortController();
  const fed = feed(zstd, content, stop.signal).catch((error: unknown) => {
    zstd.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  zstd.once('error', () => stop.abort());
  try {
    yield* zstd;
  } finally {
    stop.abort();
    zstd.destroy();
    await fed;
  }
}

async function feed(zstd: ZstdDecompress, content: AsyncIterable<Buffer>, stop: AbortSignal): Promise<void> {
  for await (const piece of content) {
    if (stop.aborted) return;
    if (!zstd.write(piece)) await once(zstd, 'drain', { signal: stop });
  }
  zstd.end();
}
