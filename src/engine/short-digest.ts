import { createHash } from 'node:crypto';

/** What stands for a text that a record must not keep: the first 16 hexadecimal digits of its SHA-256. */
export function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
