import { constants } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { type DrillError, messageOf, usageError } from '../errors.ts';
import { formatBytes } from '../formats/units.ts';
import { noSuchFile } from './missing-file.ts';
import { shortened } from './shortened.ts';

/** The largest file that people write by hand, in bytes. */
const mostBytes = 2 ** 20;

/**
 * The text of a file that a user named. Only regular files are opened: a FIFO waits for its writer without end, a
 * device may never end, and files of the kernel may do either.
 *
 * @param limit the most it may hold, in bytes
 * @throws DrillError (exit 64) when it is missing, no regular file, too large, cannot be read, or is not UTF-8
 */
export async function readText(path: string, limit: number = mostBytes): Promise<string> {
  let bytes: Buffer;
  try {
    await requireRegular(path);
    bytes = await readAtMost(path, limit + 1);
  } catch (error) {
    throw await readingError(path, error);
  }
  if (bytes.length > limit) {
    throw usageError(`${at(path)}: expected a file of at most ${formatBytes(limit)}, found a larger one`);
  }
  return decode(path, bytes);
}

async function requireRegular(path: string): Promise<void> {
  const status = await stat(path);
  if (status.isDirectory()) throw usageError(`${shortened(path)}: expected a file, found a folder`);
  const real = await realpath(path);
  const isKernels = /^\/(proc|sys)\//.test(real);
  if (status.isFile() && !isKernels) return;
  const found = isKernels ? 'one of the kernel' : status.isFIFO() ? 'a FIFO' : 'a device or socket';
  throw usageError(`${at(path)}: expected a regular file, found ${found}`, 'write its text to a file first');
}

async function readAtMost(path: string, limit: number): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const parts: Buffer[] = [];
    let left = limit;
    while (left > 0) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(left, 2 ** 16)));
      if (bytesRead === 0) break;
      parts.push(buffer.subarray(0, bytesRead));
      left -= bytesRead;
    }
    return Buffer.concat(parts);
  } finally {
    await file.close();
  }
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const { line, column } = firstInvalid(bytes);
    const found = bytes[0] === 0xff || bytes[0] === 0xfe ? 'UTF-16, by its first bytes' : 'other bytes';
    throw usageError(
      `${shortened(path)}:${line}:${column}: expected text in UTF-8, found ${found}`,
      'save it as UTF-8, or convert it: iconv -f ISO-8859-1 -t UTF-8',
    );
  }
}

/** Where the first byte stands that is no UTF-8: every byte before it decodes to what encodes to it again. */
function firstInvalid(bytes: Buffer): { line: number; column: number } {
  const again = Buffer.from(bytes.toString('utf8'));
  const offset = bytes.findIndex((byte, index) => again[index] !== byte);
  const before = bytes.subarray(0, Math.max(offset, 0)).toString('utf8').split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

async function readingError(path: string, error: unknown): Promise<unknown> {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return noSuchFile(path);
  return code === undefined ? error : cannotRead(path, error);
}

/** The error for a path that the system does not let us read (exit 64). */
export function cannotRead(path: string, error: unknown): DrillError {
  return usageError(`${shortened(path)}: cannot be read: ${shortened(messageOf(error), 200)}`);
}

/** What is wrong with a file as a whole is told at its beginning, where an editor opens it. */
function at(path: string): string {
  return `${shortened(path)}:1:1`;
}
