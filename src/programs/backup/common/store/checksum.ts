import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform, type TransformCallback } from 'node:stream';

/** Told of each piece as it passes, in bytes. */
export type OnBytes = (bytes: number) => void;

/** Passes bytes through unchanged; knows their number and their SHA-256 when they have passed. */
export class Checksum extends Transform {
  readonly #hash = createHash('sha256');
  readonly #onBytes: OnBytes | undefined;
  #bytes = 0;

  constructor(onBytes?: OnBytes) {
    super();
    this.#onBytes = onBytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    this.#onBytes?.(chunk.length);
    done(null, chunk);
  }

  /** Of all that passed so far. */
  get result(): { bytes: number; sha256: string } {
    return { bytes: this.#bytes, sha256: this.#hash.copy().digest('hex') };
  }
}

/** The size and the SHA-256 of a file, which is read as a stream. Throws what reading throws. */
export async function checksumOf(
  path: string,
  onBytes?: OnBytes,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    onBytes?.(chunk.length);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** The SHA-256 of a text, in hex. */
export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
