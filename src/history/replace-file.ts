import { open, rename } from 'node:fs/promises';

/** Writes beside the file and renames, so that a crash leaves the old or the new text, never a part. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.writing`;
  const handle = await open(beside, 'w');
  try {
    await handle.writeFile(`${text}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
}
