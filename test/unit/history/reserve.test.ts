import { mkdtemp, readdir, readlink, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reserveSpace } from '../../../src/history/reserve.ts';

/** The open files of this process below a folder, with their sizes; those without a name end in " (deleted)". */
async function openIn(folder: string): Promise<{ readonly file: string; readonly bytes: number }[]> {
  const handles = (await readdir('/proc/self/fd')).map((handle) => `/proc/self/fd/${handle}`);
  const files = handles.map(async (handle) => {
    const file = await readlink(handle).catch(() => '');
    return file.startsWith(folder) ? [{ file, bytes: (await stat(handle)).size }] : [];
  });
  return (await Promise.all(files)).flat();
}

test('space is taken without a file that a killed process would leave, and given back once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-reserve-'));
  const reserve = await reserveSpace(folder);
  expect(await readdir(folder)).toEqual([]);
  expect(await openIn(folder)).toEqual([
    { file: expect.stringMatching(/\(deleted\)$/), bytes: 4 * 1024 * 1024 },
  ]);
  await Promise.all([reserve.release(), reserve.release()]);
  expect(await openIn(folder)).toEqual([]);
});
