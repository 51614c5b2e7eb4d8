import { crc32 } from 'node:zlib';
import crc32c from 'crc-32/crc32c.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWholeEvent, isWholePage } from '../../../src/faults/shared/disk/checksums.ts';

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));

/** As InnoDB writes one: the checksum of two parts, exclusive or, at the front. */
function sealPage(page: Buffer): Buffer {
  const sealed = Buffer.from(page);
  const sum = crc32c.buf(sealed.subarray(4, 26)) ^ crc32c.buf(sealed.subarray(38, sealed.length - 8));
  sealed.writeUInt32BE(sum >>> 0, 0);
  return sealed;
}

function sealEvent(event: Buffer): Buffer {
  const sealed = Buffer.from(event);
  sealed.writeUInt32LE(sealed.length, 9);
  sealed.writeUInt32LE(crc32(sealed.subarray(0, -4)), sealed.length - 4);
  return sealed;
}

/** Another value at one place. */
function changed(buffer: Buffer, at: number): Buffer {
  const other = Buffer.from(buffer);
  other[at] = (other[at] ?? 0) ^ 0xff;
  return other;
}

test('CRC-32C is the one of the check value (RFC 3720, B.4)', () => {
  expect(crc32c.buf(Buffer.from('123456789')) >>> 0).toBe(0xe3069283);
});

test('a page is whole as it was written, and not when a byte of its content is another', () => {
  const contentOf = (page: Buffer) => fc.integer({ min: 38, max: page.length - 9 });
  const pages = bytes(512).chain((page) => fc.tuple(fc.constant(sealPage(page)), contentOf(page)));
  fc.assert(
    fc.property(pages, ([page, at]) => {
      expect(isWholePage(page)).toBe(true);
      expect(isWholePage(changed(page, at))).toBe(false);
    }),
  );
});

test('an event is whole as it was written, and not when any byte is another', () => {
  const events = bytes(80).chain((event) => fc.tuple(fc.constant(sealEvent(event)), fc.nat(79)));
  fc.assert(
    fc.property(events, ([event, at]) => {
      expect(isWholeEvent(event)).toBe(true);
      expect(isWholeEvent(changed(event, at))).toBe(false);
    }),
  );
});

test('what was never written, or ends early, is neither', () => {
  expect(isWholePage(Buffer.alloc(16_384))).toBe(false);
  expect(isWholePage(Buffer.alloc(0))).toBe(false);
  expect(isWholeEvent(Buffer.alloc(0))).toBe(false);
  expect(isWholeEvent(sealEvent(Buffer.alloc(80)).subarray(0, 60))).toBe(false);
});
