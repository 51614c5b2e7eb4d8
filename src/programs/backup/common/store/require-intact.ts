import { environmentError } from '../../../../errors.ts';
import type { Checksum } from './checksum.ts';
import { fullFilePath } from './layout.ts';
import type { StoredFile } from './stored-file.ts';

/**
 * A file that was read to be restored must be what was written.
 *
 * @throws DrillError (exit 3) naming the file
 */
export function requireIntact(
  { id, files }: { readonly id: string; readonly files: readonly StoredFile[] },
  name: string,
  { result }: Checksum,
): void {
  const written = files.find((file) => file.name === name);
  if (written && written.bytes === result.bytes && written.sha256 === result.sha256) return;
  throw environmentError(
    `${fullFilePath(id, name)} is not what was written: expected ${written?.bytes} bytes with the SHA-256 ${written?.sha256}, found ${result.bytes} with ${result.sha256}.`,
    { hint: 'remove this full backup: an older one may lead to the same goal' },
  );
}
