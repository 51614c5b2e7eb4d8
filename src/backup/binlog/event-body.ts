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

  /** Reads to the end of the event. Throws DamageFound where the checksum is wrong or the stream ends before. */
  async finish(): Promise<void> {
    while (await this.some(Infinity));
    if (!this.#checksummed) return;
    const stored = await this.#reader.upTo(checksumBytes);
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
