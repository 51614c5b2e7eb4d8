import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { readText } from '../../../src/document/read-text.ts';
import { folderWith, refusal } from './files.ts';

describe('what is no file of text', () => {
  test.each([
    ['/dev/null', 'expected a regular file, found a device or socket'],
    ['/dev/zero', 'expected a regular file, found a device or socket'],
    ['/proc/self/mem', 'expected a regular file, found one of the kernel'],
    ['/proc/self/cmdline', 'expected a regular file, found one of the kernel'],
    ['/sys/kernel/notes', 'expected a regular file, found one of the kernel'],
    ['/proc', 'expected a file, found a folder'],
    ['', '(an empty path): no such file'],
    ['no\0such', 'cannot be read'],
    ['a'.repeat(5000), 'cannot be read'],
    ['no/such/folder/a.yml', 'no such file, and no folder no/such/folder'],
  ])('%j', async (path, message) => {
    const text = await refusal('/nowhere', readText(path));
    expect(text).toContain(message);
    expect(text.length).toBeLessThan(1000);
  });

  test('a FIFO that nobody writes to', async () => {
    const folder = await folderWith({});
    await execa('mkfifo', [join(folder, 'fifo')]);
    expect(await refusal(folder, readText(join(folder, 'fifo')))).toContain(
      'fifo:1:1: expected a regular file',
    );
  });

  test('a link to itself, and one to nothing', async () => {
    const folder = await folderWith({});
    await symlink('loop', join(folder, 'loop'));
    await symlink('nothing', join(folder, 'dangling'));
    expect(await refusal(folder, readText(join(folder, 'loop')))).toContain('loop: cannot be read: ELOOP');
    expect(await refusal(folder, readText(join(folder, 'dangling')))).toContain('dangling: no such file');
  });

  test('a file beyond the limit, by one byte', async () => {
    const folder = await folderWith({ 'most.yml': 'x'.repeat(1000), 'more.yml': 'x'.repeat(1001) });
    expect(await readText(join(folder, 'most.yml'), 1000)).toHaveLength(1000);
    expect(await refusal(folder, readText(join(folder, 'more.yml'), 1000))).toContain(
      'more.yml:1:1: expected a file of at most 1000 B, found a larger one',
    );
  });

  test('a folder that holds thousands of files names a few of them', async () => {
    const files = Array.from({ length: 100 }, (_, index) => [`scenario-${index}.yml`, '']);
    const folder = await folderWith(Object.fromEntries(files));
    expect(await refusal(folder, readText(join(folder, 'other.txt')))).toMatch(/and 80 more$/);
  });
});

test.each([
  ['Latin-1', Buffer.from('a: 1\nb: \xe9', 'latin1'), '2:4'],
  ['UTF-16', Buffer.from('\ufeffa: 1', 'utf16le'), '1:1'],
  ['a cut character', Buffer.from([0x61, 0xe2, 0x82]), '1:2'],
  ['a surrogate', Buffer.from([0xed, 0xa0, 0x80]), '1:1'],
])('%s is no UTF-8', async (_, bytes, position) => {
  const folder = await folderWith({});
  await writeFile(join(folder, 'a.yml'), bytes);
  expect(await refusal(folder, readText(join(folder, 'a.yml')))).toContain(
    `a.yml:${position}: expected text in UTF-8`,
  );
});
