import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dockerClient } from '../../../src/docker/docker.ts';
import { sshWords } from '../../../src/docker/over-ssh.ts';

let folder: string;
let engine: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ha-drill-ssh-test-'));
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  vi.stubEnv('DOCKER_HOST', 'ssh://me@drills.example.com:2222');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  engine?.closeAllConnections();
  engine?.close();
  await rm(folder, { recursive: true, force: true });
});

/** An `ssh` that runs these lines of JavaScript, and keeps the words that it was given. */
async function fakeSsh(lines: string): Promise<void> {
  const path = join(folder, 'ssh');
  const words = `require('node:fs').writeFileSync('${folder}/words', process.argv.slice(2).join(' '));`;
  await writeFile(path, `#!${process.execPath}\n${words}\n${lines}\n`);
  await chmod(path, 0o755);
}

const toEngine = () =>
  fakeSsh(`const engine = require('node:net').connect('${folder}/engine.sock');
process.stdin.pipe(engine).pipe(process.stdout);`);

async function listen(body: (path: string) => string): Promise<void> {
  engine = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(body(request.url ?? ''));
  });
  await new Promise<void>((resolve) => engine?.listen(join(folder, 'engine.sock'), resolve));
}

test('an engine is asked through ssh, by as many connections as there are questions', async () => {
  await toEngine();
  await listen((path) => (path.includes('/version') ? '{"Version":"28.0"}' : '[]'));
  const docker = dockerClient();
  expect(await docker.version()).toMatchObject({ Version: '28.0' });
  const lists = await Promise.all(Array.from({ length: 12 }, () => docker.listContainers()));
  expect(lists).toEqual(Array(12).fill([]));
});

test('an answer that is larger than any buffer comes whole', async () => {
  await toEngine();
  const large = 'x'.repeat(5_000_000);
  await listen(() => JSON.stringify({ Version: large }));
  expect((await dockerClient().version()).Version).toHaveLength(large.length);
});

test('an ssh that is refused says why', async () => {
  await fakeSsh(`console.error('me@drills: Permission denied (publickey).'); process.exitCode = 255;`);
  await expect(dockerClient().version()).rejects.toThrow(
    'ssh ended with 255: me@drills: Permission denied (publickey).',
  );
});

test('a machine without ssh says so', async () => {
  vi.stubEnv('PATH', folder);
  await expect(dockerClient().version()).rejects.toThrow(/spawn ssh ENOENT/);
});

test.each([
  ['ssh://drills', '-- drills docker system dial-stdio'],
  ['ssh://me@drills:2222', '-l me -p 2222 -- drills docker system dial-stdio'],
  ['ssh://me%40corp@[::1]/', '-l me@corp -- ::1 docker system dial-stdio'],
])('%s', (address, words) => {
  expect(sshWords(address).join(' ')).toBe(words);
});

test.each([
  'ssh://',
  'ssh://me:secret@drills',
  'ssh://-oProxyCommand=x',
  'ssh://-x@drills',
  'ssh://drills/run/docker.sock',
])('%s is refused (exit 64), and no password is told', (address) => {
  expect(() => sshWords(address)).toThrow(expect.objectContaining({ exit: 'usage' }));
  expect(() => sshWords(address)).toThrow(/^(?!.*secret).*expected ssh:\/\/user@host/);
});
