import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freeBytes, lackingSpace, requireSpace } from '../../../src/machine/free-space.ts';

test('what is free where a folder will be made is what is free above it', async () => {
  const free = await freeBytes(join(tmpdir(), 'not', 'there', 'yet'));
  expect(free).toBeGreaterThan(0);
});

test('each folder with too little is named, with what was expected and found, and nothing else is', async () => {
  const folder = tmpdir();
  const enough = { what: '--out', folder, leastBytes: 1 };
  const lacking = { what: 'the state folder', folder, leastBytes: Number.MAX_SAFE_INTEGER };
  expect(await lackingSpace([enough])).toEqual([]);
  const lines = await lackingSpace([enough, lacking]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^the state folder \S+: expected .* free, found .*$/);
  await expect(requireSpace([enough])).resolves.toBeUndefined();
  await expect(requireSpace([lacking])).rejects.toMatchObject({ exit: 'environment' });
});
