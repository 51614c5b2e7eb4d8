import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { dockerOfCopy } from '../../../src/docker/docker-of-copy.ts';

const service = { environment: {}, networks: {}, volumes: [] };
const config = {
  name: 'shop',
  services: {
    'mysql-a': { ...service, container_name: 'mysql-a' },
    db: service,
    'web-1': service,
    'web-2': service,
  },
  networks: { default: { name: 'shop_default' }, net: { name: 'db-net' } },
  volumes: { data: null },
};

/** What the user's own Docker is called with, a word an element. */
async function calledWith(...words: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-'));
  const real = join(folder, 'docker');
  await writeFile(real, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  await chmod(real, 0o700);
  const bin = await dockerOfCopy(join(folder, 'run'), config, 'copy');
  const PATH = `${bin}:${folder}:${process.env.PATH}`;
  const [program = '', ...rest] = words;
  const { stdout } = await execa('sh', ['-c', '"$0" "$@"', program, ...rest], { env: { PATH } });
  return stdout.split('\n');
}

test.each([
  [
    ['exec', '-i', 'mysql-a', 'mysql', '-h', 'mysql-a'],
    ['exec', '-i', 'copy-mysql-a-1', 'mysql', '-h', 'mysql-a'],
  ],
  [
    ['container', 'exec', 'shop-db-1', 'ls', 'db'],
    ['container', 'exec', 'copy-db-1', 'ls', 'db'],
  ],
  [
    ['restart', 'mysql-a', 'shop_db_1'],
    ['restart', 'copy-mysql-a-1', 'copy-db-1'],
  ],
  [
    ['stop', 'shop-web-2'],
    ['stop', 'copy-web-2-1'],
  ],
  [
    ['cp', 'mysql-a:/x', '.'],
    ['cp', 'copy-mysql-a-1:/x', '.'],
  ],
  [
    ['ps', '-qf', 'name=mysql-a'],
    ['ps', '-qf', 'name=copy-mysql-a-1'],
  ],
  [
    ['run', '--rm', '--network', 'db-net', 'mysql:9.7', 'mysql', '-hmysql-a', 'mysql-a'],
    ['run', '--rm', '--network', 'copy_net', 'mysql:9.7', 'mysql', '-hmysql-a', 'mysql-a'],
  ],
  [
    ['network', 'disconnect', 'shop_default', 'mysql-a'],
    ['network', 'disconnect', 'copy_default', 'copy-mysql-a-1'],
  ],
  [
    ['run', '--network=db-net', 'x'],
    ['run', '--network=copy_net', 'x'],
  ],
  [
    ['volume', 'rm', 'shop_data'],
    ['volume', 'rm', 'copy_data'],
  ],
  [
    ['exec', 'other', 'echo', 'two words', ''],
    ['exec', 'other', 'echo', 'two words', ''],
  ],
  [
    ['exec', '-it', '-t', 'mysql-a', 'cat', '-t', '-it'],
    ['exec', '-i', 'copy-mysql-a-1', 'cat', '-t', '-it'],
  ],
  [
    ['exec', '-u', 'mysql-a', '-e', 'name=mysql-a', 'mysql-a', 'id', 'mysql-a'],
    ['exec', '-u', 'mysql-a', '-e', 'name=mysql-a', 'copy-mysql-a-1', 'id', 'mysql-a'],
  ],
  [
    ['exec', '--user=mysql-a', '-w', '/x', 'mysql-a', 'id'],
    ['exec', '--user=mysql-a', '-w', '/x', 'copy-mysql-a-1', 'id'],
  ],
])('docker %j', async (words, expected) => {
  expect(await calledWith('docker', ...words)).toEqual(expected);
});

test.each([
  ['docker', 'compose', '-p', 'shop', '-f', 'a.yml', 'exec', '-T', 'mysql-a', 'mysql', '-p', 'x'],
  ['docker', 'compose', '--project-name=shop', '--file=a.yml', 'exec', '-T', 'mysql-a', 'mysql', '-p', 'x'],
  ['docker-compose', '--file', 'a.yml', 'exec', '-T', 'mysql-a', 'mysql', '-p', 'x'],
])('%j: the project of the copy, and what follows the command of Compose as it is', async (...words) => {
  expect(await calledWith(...words)).toEqual([
    'compose',
    '--project-name',
    'copy',
    'exec',
    '-T',
    'mysql-a',
    'mysql',
    '-p',
    'x',
  ]);
});

test('options of Compose with a value do not end its options', async () => {
  expect(await calledWith('docker', 'compose', '--profile', 'x', '-p', 'shop', 'ps')).toEqual([
    'compose',
    '--project-name',
    'copy',
    '--profile',
    'x',
    'ps',
  ]);
});

test.each([
  ['exec -T web ls web', 'exec -T web-1 ls web'],
  ['exec --index 2 -u web web id', 'exec -u web web-2 id'],
  ['exec --index=2 -T web id --index 3', 'exec -T web-2 id --index 3'],
  ['exec db ls web', 'exec db ls web'],
  ['run --rm -e web web env web', 'run --rm -e web web-1 env web'],
  ['restart web db', 'restart web-1 web-2 db'],
  ['logs --tail 5 web', 'logs --tail 5 web-1 web-2'],
])('compose %s: a service that runs as several is each of its containers', async (words, expected) => {
  const called = await calledWith('docker', 'compose', ...words.split(' '));
  expect(called.join(' ')).toBe(`compose --project-name copy ${expected}`);
});
