/** Reads the fields of an event one after the other. Throws RangeError where the bytes do not suffice. */
export class Cursor {
  readonly #bytes: Buffer;
  position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.position;
  }

  take(count: number): Buffer {
    if (count > this.left) throw new RangeError(`expected ${count} more bytes, found ${this.left}`);
    this.position += count;
    return this.#bytes.subarray(this.position - count, this.position);
  }

  rest(): Buffer {
    return this.take(this.left);
  }

  text(count: number): string {
    return this.take(count).toString();
  }

  /** A little-endian whole number of 1 to 8 bytes, below 2^53. */
  uint(bytes: number): number {
    const low = Math.min(bytes, 6);
    const value = this.take(low).readUIntLE(0, low);
    if (bytes === low) return value;
    const rest = bytes - low;
    return safe(this.take(rest).readUIntLE(0, rest) * 2 ** 48 + value);
  }

  /** A little-endian whole number of 8 bytes, for one whose single bits have a meaning. */
  uint64(): bigint {
    return this.take(8).readBigUInt64LE();
  }

  /** A length-encoded integer of the client protocol: one byte below 251, else the number of bytes that follow. */
  lengthEncoded(): number {
    const first = this.uint(1);
    if (first < 251) return first;
    const bytes = { 252: 2, 253: 3, 254: 8 }[first];
    if (bytes === undefined) throw new RangeError(`expected a length-encoded integer, found byte ${first}`);
    return this.uint(bytes);
  }

  /**
   * A variable-length integer of mysql::serialization: as many low one-bits as bytes follow the first, then a zero bit
   * (none after eight), then the value. A signed one has its sign in the next bit.
   */
  variable(sign: 'signed' | 'unsigned' = 'unsigned'): number {
    const [first = 0] = this.take(1);
    let following = 0;
    while ((first >> following) & 1) following += 1;
    let bits = BigInt(first);
    for (const [index, byte] of this.take(following).entries())
      bits |= BigInt(byte) << BigInt(8 * (index + 1));
    const value = bits >> BigInt(Math.min(following + 1, 8));
    if (sign === 'unsigned') return safe(Number(value));
    if (value & 1n) throw new RangeError('expected a number that is not negative');
    return safe(Number(value >> 1n));
  }

  uuid(): string {
    return uuidText(this.take(16));
  }
}

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`expected a number below 2^53, found ${value}`);
  return value;
}

function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
