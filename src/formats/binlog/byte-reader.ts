const nothing = Buffer.alloc(0);

/** Takes a stream of chunks apart at any offset, with one chunk in memory at a time. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Buffer = nothing;
  /** How many bytes were taken. */
  offset = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** From 1 up to `most` bytes, as many as are at hand; undefined at the end of the stream. */
  async some(most: number): Promise<Buffer | undefined> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next();
      if (next.done) return undefined;
      this.#chunk = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    }
    const taken = this.#chunk.subarray(0, most);
    this.#chunk = this.#chunk.subarray(taken.length);
    this.offset += taken.length;
    return taken;
  }

  /** `count` bytes, where all of them are at hand without waiting. */
  ready(count: number): Buffer | undefined {
    if (this.#chunk.length < count) return undefined;
    const taken = this.#chunk.subarray(0, count);
    this.#chunk = this.#chunk.subarray(count);
    this.offset += count;
    return taken;
  }

  /** `count` bytes; fewer where the stream ends before. */
  async upTo(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let left = count;
    while (left > 0) {
      const part = await this.some(left);
      if (!part) break;
      parts.push(part);
      left -= part.length;
    }
    const [only] = parts;
    return parts.length === 1 && only ? only : Buffer.concat(parts);
  }

  /** Lets go of the stream; nothing can be taken any more. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
