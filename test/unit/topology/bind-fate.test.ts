import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fateOf, lookAt, mostCopiedBytes, type PathLook } from '../../../src/topology/bind-fate.ts';
import { folderWith } from '../document/files.ts';

const folder: PathLook = { kind: 'folder', bytes: 1000, holdsData: false };
const bind = (source: string, target: string, readOnly = false) => ({
  type: 'bind',
  source,
  target,
  read_only: readOnly,
});
const data = '/var/lib/mysql';

test.each([
  ['the data folder of a node', bind('/srv/shop/data', data), data, folder, 'emptied'],
  ['a folder within it', bind('/srv/shop/data', `${data}/binlog`), data, folder, 'emptied'],
  ['what is not there yet', bind('/srv/shop/new', '/x'), undefined, { ...folder, kind: 'absent' }, 'emptied'],
  [
    'data that no node was said to have',
    bind('/srv/x', '/y'),
    undefined,
    { ...folder, holdsData: true },
    'emptied',
  ],
  ['data, be it read-only', bind('/srv/x', '/y', true), undefined, { ...folder, holdsData: true }, 'emptied'],
  ['a configuration', bind('/srv/shop/conf', '/etc/mysql', true), data, folder, 'kept'],
  [
    'a file below the data folder',
    bind('/srv/init.sql', `${data}/init.sql`, true),
    data,
    { ...folder, kind: 'file' },
    'kept',
  ],
  ['a folder that may be written', bind('/srv/shop/conf', '/etc/mysql'), data, folder, 'copied'],
  [
    'the time zone',
    bind('/etc/localtime', '/etc/localtime', true),
    data,
    { ...folder, kind: 'file' },
    'kept',
  ],
  [
    'the socket of Docker',
    bind('/srv/docker.sock', '/x', true),
    data,
    { ...folder, kind: 'special' },
    'refused',
  ],
  ['the system', bind('/etc', '/host', true), data, folder, 'refused'],
  ['a folder of the system', bind('/var/lib/docker/x', '/x', true), data, folder, 'refused'],
  [
    'too much to copy',
    bind('/srv/shop/big', '/big'),
    data,
    { ...folder, bytes: mostCopiedBytes + 1 },
    'refused',
  ],
  [
    'as much as is copied',
    bind('/srv/shop/big', '/big'),
    data,
    { ...folder, bytes: mostCopiedBytes },
    'copied',
  ],
] as const)('%s', (_, mount, dataFolder, look, fate) => {
  expect(fateOf(mount, dataFolder, look).fate).toBe(fate);
});

test('a link to a folder of the system is that folder', async () => {
  const own = await folderWith({ 'compose.yml': '' });
  await symlink('/etc', join(own, 'conf'));
  expect(fateOf(bind(join(own, 'conf'), '/x', true), undefined, folder).fate).toBe('refused');
});

test('what is at a path is seen: nothing, a file, a folder with all that is in it, data, a socket', async () => {
  const own = await folderWith({ 'conf/a/b.cnf': 'x'.repeat(100), 'data/ibdata1': 'x' });
  expect(lookAt(join(own, 'nothing'))).toMatchObject({ kind: 'absent', holdsData: false });
  expect(lookAt(join(own, 'conf/a/b.cnf'))).toEqual({ kind: 'file', bytes: 100, holdsData: false });
  expect(lookAt(join(own, 'conf'))).toMatchObject({ kind: 'folder', holdsData: false });
  expect(lookAt(join(own, 'conf')).bytes).toBeGreaterThanOrEqual(100);
  expect(lookAt(join(own, 'data'))).toMatchObject({ kind: 'folder', holdsData: true });
  expect(lookAt('/dev/null').kind).toBe('special');
  await writeFile(join(own, 'conf/big'), Buffer.alloc(mostCopiedBytes + 1));
  expect(lookAt(join(own, 'conf')).bytes).toBeGreaterThan(mostCopiedBytes);
});
