import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withStoreLock } from '../../../../../../src/programs/backup/common/store/lock.ts';
import { pause } from '../../../../../../src/wait.ts';

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

test('another process waits; work that fails gives it back', async () => {
  const store = await newStore();
  await expect(withStoreLock(store, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const other = await holder(store);
  let isMine = false;
  const mine = withStoreLock(store, async () => {
    isMine = true;
  });
  await pause(200);
  expect(isMine).toBe(false);
  other.kill('SIGKILL');
  await mine;
  expect(await readdir(store)).toEqual([]);
});

/** A process that has the lock, and keeps it until it is killed. */
async function holder(store: string): Promise<ChildProcess> {
  const lock = join(import.meta.dirname, '../../../../../../src/programs/backup/common/store/lock.ts');
  const script = `
    import { withStoreLock } from ${JSON.stringify(lock)};
    await withStoreLock(${JSON.stringify(store)}, () => new Promise(() => {
      console.log('held');
      setInterval(() => undefined, 1000);
    }));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}
