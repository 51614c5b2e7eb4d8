import { createHash } from 'node:crypto';
import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { openRegular } from './open-regular.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What `run.json` keeps of a file of its record. */
export const keptFileSchema = z.object({
  sha256: sha256.meta({ description: 'of the file as it lies on the disk' }),
  bytes: z.number().int().nonnegative(),
  lines: z.number().int().nonnegative().meta({ description: 'in the unpacked file' }),
});
export type KeptFile = z.infer<typeof keptFileSchema>;

/** What a file of a record is found to be. */
export type FoundFile = Pick<KeptFile, 'sha256' | 'bytes'> & {
  /** In the unpacked file; undefined where it was not read to its end. */
  readonly lines?: number | undefined;
};

/** Adds up what is written to a file, so that it need not be read again. */
export class FileTally {
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #lines = 0;

  add(bytes: Uint8Array, lines: number): void {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    this.#lines += lines;
  }

  /** Ends the tally. */
  result(): KeptFile {
    return { sha256: this.#hash.digest('hex'), bytes: this.#bytes, lines: this.#lines };
  }
}

/** Size and hash of a file; undefined where it cannot be read. */
export async function digestOf(path: string): Promise<Omit<FoundFile, 'lines'> | undefined> {
  const opened = await openRegular(path);
  if (typeof opened === 'string') return undefined;
  const tally = new FileTally();
  try {
    for await (const chunk of opened.handle.createReadStream()) tally.add(chunk, 0);
  } catch {
    return undefined;
  }
  const { sha256, bytes } = tally.result();
  return { sha256, bytes };
}

/** The hash of a text. */
export function textDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The hash of a manifest without what it keeps of the files. It stands in the last line of the events, and the hash of
 * the events in the manifest: neither can be changed alone. Of JSON, whose order of keys writing and reading keep.
 *
 * @returns null where the value is no object, or is too deep to be written
 */
export function manifestDigest(manifest: unknown): string | null {
  if (typeof manifest !== 'object' || manifest === null) return null;
  const { files: _, ...rest } = manifest as Record<string, unknown>;
  try {
    return textDigest(JSON.stringify(rest));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw new Error(messageOf(error), { cause: error });
  }
}
