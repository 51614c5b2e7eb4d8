import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requireWritableFile, requireWritableFolder } from '../../../src/cli/places.ts';
import { folderWith, refusal } from '../document/files.ts';

describe('a folder that results go to', () => {
  test.each([
    '',
    '/proc/x',
    '/proc',
    '/sys/x/y',
    '/dev/null/x',
    'a\0b',
    'x'.repeat(300),
    `${'a/'.repeat(3000)}a`,
  ])('cannot be %j', async (path) => {
    const text = await refusal('/nowhere', requireWritableFolder('--out', path));
    expect(text).toMatch(/^--out.*expected a folder/);
    expect(text.length).toBeLessThan(600);
  });

  test('cannot be a file, nor below one', async () => {
    const folder = await folderWith({ afile: 'x' });
    for (const path of ['afile', 'afile/below']) {
      const attempt = requireWritableFolder('--out', join(folder, path));
      expect(await refusal(folder, attempt)).toMatch(/^--out afile.*: expected a folder/);
    }
  });

  test('may be there or not, and is afterwards as it was', async () => {
    const folder = await folderWith({ 'old/file': 'x' });
    await requireWritableFolder('--out', join(folder, 'old'));
    await requireWritableFolder('--out', join(folder, 'new/and/deep'));
    expect(await readdir(folder)).toEqual(['old']);
    expect(await readdir(join(folder, 'old'))).toEqual(['file']);
  });
});

test.each(['', '/proc/x.html', '/dev/null', '/etc', '/dev/null/x.html'])(
  'a page cannot be written to %j',
  async (path) => {
    expect(await refusal('/nowhere', requireWritableFile('--html', path))).toMatch(/^--html.*expected a f/);
  },
);
