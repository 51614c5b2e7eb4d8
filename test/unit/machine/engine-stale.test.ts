import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { daemonState, isDeadSocket } from '../../../src/machine/engine-stale.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ha-drill-stale-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe.runIf(process.platform === 'linux')('daemonState', () => {
  const ourName = async () => (await readFile('/proc/self/comm', 'utf8')).trim();

  test('absent: there is no pid file', async () => {
    expect(await daemonState(join(folder, 'none.pid'), 'dockerd')).toBe('absent');
  });

  test('alive: the process runs and is that program', async () => {
    const path = join(folder, 'a.pid');
    await writeFile(path, `${process.pid}\n`);
    expect(await daemonState(path, await ourName())).toBe('alive');
  });

  test('stale: the number belongs to another program by now', async () => {
    const path = join(folder, 'b.pid');
    await writeFile(path, String(process.pid));
    expect(await daemonState(path, 'dockerd')).toBe('stale');
  });

  test.each(['4194305', '', 'rubbish'])('stale: no process is called %j', async (text) => {
    const path = join(folder, 'c.pid');
    await writeFile(path, text);
    expect(await daemonState(path, 'dockerd')).toBe('stale');
  });
});

describe('isDeadSocket', () => {
  test('not where somebody listens, nor where there is none', async () => {
    const path = join(folder, 'live.sock');
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await isDeadSocket(path)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await isDeadSocket(join(folder, 'none.sock'))).toBe(false);
  });

  test('where the listener died without removing it', async () => {
    const path = join(folder, 'dead.sock');
    const listen = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    await execa(process.execPath, ['-e', listen], { reject: false });
    expect(await isDeadSocket(path)).toBe(true);
  });
});
