import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { usageError } from '../errors.ts';
import { FileTally, type KeptFile } from './digest.ts';

const compress = promisify(gzip);
const encoder = new TextEncoder();

/**
 * Ends a file that was closed: a gzip member that holds nothing, as in BGZF.
 * A file without it at its end was cut short.
 */
export const endMark: Buffer = gzipSync('');

/** Lines wait no longer than this before they are handed to the kernel (ms). */
const writeEveryMs = 250;

/** `full()` makes bulk writers wait above this many characters. */
const pendingLimit = 4 * 1024 * 1024;

/**
 * Appends lines to a gzip file, so that a killed process loses at most the last 250 ms.
 *
 * Every batch is a gzip member of its own, readable without what follows it; `zcat` and zlib read the members
 * as one stream. `write` never waits and never throws: what went wrong is thrown by `flush` and `close`.
 */
export class LineFile {
  readonly #handle: FileHandle;
  readonly #timer: NodeJS.Timeout;
  readonly #onFailure: (error: unknown) => void;
  #pending: string[] = [];
  #pendingLength = 0;
  #writing: Promise<void> = Promise.resolve();
  #failure: unknown;
  readonly #tally = new FileTally();
  #closed: Promise<KeptFile> | undefined;

  constructor(handle: FileHandle, onFailure: (error: unknown) => void = () => undefined) {
    this.#handle = handle;
    this.#onFailure = onFailure;
    this.#timer = setInterval(() => void this.#drain(), writeEveryMs);
    this.#timer.unref();
  }

  /**
   * Creates the file. Throws a usage error where it exists: a record is never written over.
   *
   * @param onFailure is called once, as soon as something cannot be written
   */
  static async create(path: string, onFailure?: (error: unknown) => void): Promise<LineFile> {
    try {
      return new LineFile(await open(path, 'wx'), onFailure);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      throw usageError(
        `${path} exists: it holds the record of an earlier run`,
        'choose another --out folder',
      );
    }
  }

  /** Appends one line, without its line feed. What comes after `close`, or after a failure, is not in the file. */
  write(line: string): void {
    if (this.#closed || this.#failure !== undefined) return;
    this.#pending.push(line);
    this.#pendingLength += line.length + 1;
  }

  /** Resolves when there is room for more. For writers of bulk, who can wait. */
  async full(): Promise<void> {
    if (this.#pendingLength > pendingLimit) await this.#drain();
  }

  /** Everything written so far is on the disk when this resolves. Throws the first error of writing. */
  async flush(): Promise<void> {
    if (this.#closed) return void (await this.#closed);
    await this.#drain();
    this.#throwFailure();
    await this.#handle.datasync();
  }

  /**
   * Flushes, marks the end, and closes; resolves with what the file is then. Throws the first error of writing; the file
   * is closed even so. May be called again.
   */
  close(): Promise<KeptFile> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<KeptFile> {
    clearInterval(this.#timer);
    try {
      await this.#drain();
      this.#throwFailure();
      await this.#append(endMark, 0);
      await this.#handle.sync();
      return this.#tally.result();
    } finally {
      await this.#handle.close();
    }
  }

  /** Writes what is pending, after what is being written. After a failure nothing is written any more. */
  #drain(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      if (this.#pending.length === 0 || this.#failure !== undefined) return;
      const batch = `${this.#pending.join('\n')}\n`;
      const lines = this.#pending.length;
      this.#pending = [];
      this.#pendingLength = 0;
      try {
        await this.#append(await compress(encoder.encode(batch)), lines);
      } catch (error) {
        this.#failure = error;
        this.#pending = [];
        this.#pendingLength = 0;
        this.#onFailure(error);
      }
    });
    return this.#writing;
  }

  async #append(bytes: Uint8Array, lines: number): Promise<void> {
    await writeAll(this.#handle, bytes);
    this.#tally.add(bytes, lines);
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    offset += (await handle.write(bytes, offset)).bytesWritten;
  }
}
