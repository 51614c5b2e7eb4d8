import { crc32 } from 'node:zlib';
import crc32c from 'crc-32/crc32c.js';

/**
 * Whether a page of an InnoDB tablespace is as the server wrote it: CRC-32C of all but the checksums themselves, the
 * space id and the flush LSN (`innodb_checksum_algorithm` = crc32; MySQL: storage/innobase/buf/checksum.cc).
 */
export function isWholePage(page: Buffer): boolean {
  if (page.length < 64) return false;
  const sum = crc32c.buf(page.subarray(4, 26)) ^ crc32c.buf(page.subarray(38, -8));
  return page.readUInt32BE(0) === sum >>> 0;
}

/** Whether an event of a binary log is as the server wrote it: a CRC-32 at its end, and its size in its header. */
export function isWholeEvent(event: Buffer): boolean {
  if (event.length < 23 || event.readUInt32LE(9) !== event.length) return false;
  return crc32(event.subarray(0, -4)) === event.readUInt32LE(event.length - 4);
}
