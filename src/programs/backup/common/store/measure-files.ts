import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../../../errors.ts';
import type { CataloguedFile } from './catalogue.ts';
import { checksumOf } from './checksum.ts';

/** What was found where the catalogue says that a file is. */
export type MeasuredFile = {
  readonly expected: CataloguedFile;
  readonly found:
    | { readonly bytes: number; readonly sha256: string | null }
    | 'missing'
    | { readonly unreadable: string };
};

/** How far the measuring is: of all bytes that are there to be read. */
export type MeasureProgress = { readonly doneBytes: number; readonly totalBytes: number };

/**
 * Reads all files again, one after the other and each as a stream, for their sizes and checksums.
 * A file that is still being written is not read: only its size is asked.
 */
export async function measureFiles(
  store: string,
  files: readonly CataloguedFile[],
  onProgress: (progress: MeasureProgress) => void = () => undefined,
): Promise<MeasuredFile[]> {
  const totalBytes = files.reduce((sum, { bytes, sha256 }) => sum + (sha256 === null ? 0 : bytes), 0);
  let doneBytes = 0;
  const onBytes = (bytes: number): void => {
    doneBytes += bytes;
    onProgress({ doneBytes, totalBytes });
  };
  const measured: MeasuredFile[] = [];
  for (const expected of files) {
    measured.push({ expected, found: await measure(join(store, expected.path), expected, onBytes) });
  }
  return measured;
}

async function measure(
  path: string,
  { sha256 }: CataloguedFile,
  onBytes: (bytes: number) => void,
): Promise<MeasuredFile['found']> {
  try {
    if (sha256 === null) return { bytes: (await stat(path)).size, sha256: null };
    return await checksumOf(path, onBytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'missing';
    return { unreadable: messageOf(error) };
  }
}
