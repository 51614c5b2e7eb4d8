import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureImages } from '../../src/docker/images.ts';
import { waitFor } from '../../src/wait.ts';
import { run } from '../e2e/cli.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';

const execute = promisify(execFile);
const program = '/usr/sbin/sshd';
const isThere = existsSync(program);

let folder: string;
let server: ChildProcess | undefined;
let port: number;

/** A server of SSH on this machine with a key of its own, and an `ssh` that knows both of them and nothing of the user's. */
beforeAll(async () => {
  if (!isThere) return;
  await ensureImages(docker, () => undefined);
  folder = await mkdtemp(join(tmpdir(), 'ha-drill-sshd-'));
  for (const name of ['host', 'key', 'other'])
    await execute('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  port = await freePort();
  const own = (name: string) => join(folder, name);
  const config = {
    ListenAddress: '127.0.0.1',
    Port: port,
    HostKey: own('host'),
    AuthorizedKeysFile: own('key.pub'),
    PidFile: 'none',
    StrictModes: 'no',
    UsePAM: 'no',
    PasswordAuthentication: 'no',
    PermitRootLogin: 'yes',
  };
  await writeFile(own('sshd_config'), linesOf(config));
  const [type, key] = (await readFile(own('host.pub'), 'utf8')).split(' ');
  await writeFile(own('known'), `[127.0.0.1]:${port} ${type} ${key}\n`);
  await mkdir('/run/sshd', { recursive: true });
  server = spawn(program, ['-D', '-e', '-f', own('sshd_config')], { stdio: 'ignore' });
  await useSsh('key', 'known');
  await waitFor({ what: 'the server of SSH to answer', deadlineMs: patienceMs }, async () => {
    const words = ['-p', String(port), '-l', userInfo().username, '--', '127.0.0.1', 'true'];
    return execute(own('ssh'), words).then(
      () => ({ done: true, value: undefined }),
      (error: Error) => ({ done: false, state: error.message }),
    );
  });
});

afterAll(async () => {
  if (!isThere) return;
  if (server && server.exitCode === null) {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

const linesOf = (config: Readonly<Record<string, string | number>>) =>
  Object.entries(config)
    .map(([key, value]) => `${key} ${value}\n`)
    .join('');

/** Which key `ssh` has, and which hosts it knows. */
async function useSsh(key: string, known: string): Promise<void> {
  const config = {
    BatchMode: 'yes',
    IdentitiesOnly: 'yes',
    IdentityFile: join(folder, key),
    UserKnownHostsFile: join(folder, known),
  };
  await writeFile(join(folder, 'config'), linesOf(config));
  await writeFile(join(folder, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${folder}/config "$@"\n`);
  await chmod(join(folder, 'ssh'), 0o755);
}

async function freePort(): Promise<number> {
  const free = createServer();
  await once(free.listen(0, '127.0.0.1'), 'listening');
  const address = free.address();
  free.close();
  return typeof address === 'object' && address ? address.port : 0;
}

const throughSsh = (...words: string[]) =>
  run(words, {
    PATH: `${folder}:${process.env.PATH}`,
    DOCKER_HOST: `ssh://${userInfo().username}@127.0.0.1:${port}`,
  });

describe.skipIf(!isThere)('DOCKER_HOST=ssh:// (needs the package openssh-server)', () => {
  test('a cluster comes up, a fault is proved and healed there, and all of it goes', async () => {
    const tried = await throughSsh('faults', 'try', 'freeze', '--topology', 'standalone');
    expect(tried.code, `${tried.stdout}\n${tried.stderr}`).toBe(0);
    expect(tried.stdout).toMatch(/proved/);
  });

  test('a host whose key is unknown is refused, and so is a user whose key is', async () => {
    await useSsh('key', 'nobody');
    const unknown = await throughSsh('doctor', 'docker');
    expect(unknown.stdout).toContain('Host key verification failed.');
    await useSsh('other', 'known');
    const refused = await throughSsh('run', 'kill-primary');
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(
      /No Docker Engine answers at ssh:\S+: ssh ended with 255: .*Permission denied/,
    );
  });
});
