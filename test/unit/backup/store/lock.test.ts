import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withStoreLock } from '../../../../src/backup/store/lock.ts';
import { thisProcess } from '../../../../src/process-owner.ts';

const newStore = () => mkdtemp(join(tmpdir(), 'ha-drill-store-'));

test('of those who read, change and write, none loses what another one did', async () => {
  const store = await newStore();
  const file = join(store, 'count');
  await writeFile(file, '0');
  const raise = () =>
    withStoreLock(store, async () => {
      const count = Number(await readFile(file, 'utf8'));
      await writeFile(file, `${count + 1}`);
    });
  await Promise.all(Array.from({ length: 20 }, raise));
  expect(await readFile(file, 'utf8')).toBe('20');
  expect(await readdir(store)).toEqual(['count']);
});

test('work that fails gives it back, and a process that died does not keep it', async () => {
  const store = await newStore();
  await expect(withStoreLock(store, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await writeFile(join(store, 'lock'), JSON.stringify({ ...(await thisProcess()), startTicks: '1' }));
  expect(await withStoreLock(store, async () => 'done')).toBe('done');
  expect(await readdir(store)).toEqual([]);
});
