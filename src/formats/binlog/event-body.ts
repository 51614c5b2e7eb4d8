import { crc32 } from 'node:zlib';
import type { ByteReader } from './byte-reader.ts';
import { DamageFound } from './damage.ts';

const checksumBytes = 4;

/** The body of one event, taken piece by piece; every piece goes into its checksum. */
export class EventBody {
  readonly #reader: ByteReader;
  readonly #checksummed: boolean;
  /** Where the event begins, as damage names it. */
  readonly #offset: number;
  #left: number;
  #crc: number;

  /**
   * @param header without the in-use flag
   * @param bytes of the body and the checksum
   */
  constructor(reader: ByteReader, header: Buffer, bytes: number, checksummed: boolean, offset: number) {
    this.#reader = reader;
    this.#checksummed = checksummed;
    this.#offset = offset;
    this.#left = bytes - (checksummed ? checksumBytes : 0);
    this.#crc = crc32(header);
    if (this.#left < 0) {
      throw new DamageFound(
        'malformed',
        offset,
        `an event of ${header.length + bytes} bytes is shorter than its header`,
      );
    }
  }

  /** The next piece of the body; undefined at its end. Throws DamageFound where the stream ends before. */
  async some(most: number): Promise<Buffer | undefined> {
    if (this.#left === 0) return undefined;
    const piece = await this.#reader.some(Math.min(most, this.#left));
    if (!piece) throw this.#truncated();
    this.#left -= piece.length;
    if (this.#checksummed) this.#crc = crc32(piece, this.#crc);
    return piece;
  }

  /** The next `most` bytes, or what is left. */
  async head(most: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let left = most; left > 0; ) {
      const piece = await this.some(left);
      if (!piece) break;
      pieces.push(piece);
      left -= piece.length;
    }
    const [only] = pieces;
    return pieces.length === 1 && only ? only : Buffer.concat(pieces);
  }

  async *rest(): AsyncGenerator<Buffer, void> {
    for (let piece = await this.some(Infinity); piece; piece = await this.some(Infinity)) yield piece;
  }

  /**
   * The next `most` bytes, or what is left, when the rest of the event was read and its checksum was right.
   * Throws DamageFound where it is wrong, or the stream ends before.
   */
  async whole(most: number): Promise<Buffer> {
    const head = await this.head(most);
    while (await this.some(Number.POSITIVE_INFINITY));
    if (this.#checksummed) this.#check(await this.#reader.upTo(checksumBytes));
    return head;
  }

  /** The same at once, where the whole event is at hand: a file has millions of small ones. */
  readyWhole(most: number): Buffer | undefined {
    const body = this.#left;
    const bytes = this.#reader.ready(body + (this.#checksummed ? checksumBytes : 0));
    if (!bytes) return undefined;
    this.#left = 0;
    if (this.#checksummed) {
      this.#crc = crc32(bytes.subarray(0, body), this.#crc);
      this.#check(bytes.subarray(body));
    }
    return bytes.subarray(0, Math.min(most, body));
  }

  #check(stored: Buffer): void {
    if (stored.length < checksumBytes) throw this.#truncated();
    if (stored.readUInt32LE() === this.#crc) return;
    throw new DamageFound(
      'checksum',
      this.#offset,
      'the checksum of the event is wrong: its bytes were changed',
    );
  }

  #truncated(): DamageFound {
    return new DamageFound('truncated', this.#offset, 'the file ends in the middle of an event');
  }
}
