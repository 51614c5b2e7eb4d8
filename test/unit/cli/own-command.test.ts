import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { asTyped, ownCommand } from '../../../src/cli/own-command.ts';

/** A folder with an installation in `at`, as a clone or as the package. */
async function installed(at: string, kind: 'clone' | 'package'): Promise<{ base: string; root: string }> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'ha-drill-place-')));
  const root = join(base, at);
  await mkdir(join(root, 'bin'), { recursive: true });
  await writeFile(join(root, 'bin/ha-drill.cjs'), '');
  if (kind === 'clone') await mkdir(join(root, 'src'));
  return { base, root };
}

async function link(root: string, path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(join(root, 'bin/ha-drill.cjs'), path);
  return dirname(path);
}

test('in a clone npm finds it, and from elsewhere only its path', async () => {
  const { base, root } = await installed('clone', 'clone');
  expect(ownCommand({ root, folder: join(root, 'docs'), path: '/usr/bin' })).toBe('npx ha-drill');
  expect(ownCommand({ root, folder: base, path: '/usr/bin' })).toBe(`node ${root}/bin/ha-drill.cjs`);
});

test('installed for a machine, a shell finds it', async () => {
  const { base, root } = await installed('lib/node_modules/ha-drill', 'package');
  const bin = await link(root, join(base, 'bin/ha-drill'));
  expect(ownCommand({ root, folder: '/', path: `/usr/bin:${bin}` })).toBe('ha-drill');
});

test('another installation of that name is not this one', async () => {
  const { root } = await installed('lib/node_modules/ha-drill', 'package');
  const other = await installed('lib/node_modules/ha-drill', 'package');
  const bin = await link(other.root, join(other.base, 'bin/ha-drill'));
  expect(ownCommand({ root, folder: '/', path: bin })).toBe(`node ${root}/bin/ha-drill.cjs`);
});

test('of a project, npm finds it there and below; what npm adds to PATH is not in the shell', async () => {
  const { base, root } = await installed('shop/node_modules/ha-drill', 'package');
  const bin = await link(root, join(base, 'shop/node_modules/.bin/ha-drill'));
  await mkdir(join(base, 'shop/drills'));
  expect(ownCommand({ root, folder: join(base, 'shop/drills'), path: bin })).toBe('npx ha-drill');
  expect(ownCommand({ root, folder: base, path: bin })).toBe(`node ${root}/bin/ha-drill.cjs`);
});

test('from the cache of npx, npx finds it again', async () => {
  const { root } = await installed('.npm/_npx/ab12/node_modules/ha-drill', 'package');
  expect(ownCommand({ root, folder: '/', path: '/usr/bin' })).toBe('npx ha-drill');
});

test('commands are written as they work, and prose about ha-drill stays', () => {
  const typed = (text: string) => asTyped(text, 'npx ha-drill');
  expect(typed('Run `ha-drill clean` again.')).toBe('Run `npx ha-drill clean` again.');
  expect(typed('could not be undone: a (run: ha-drill clean --run x)')).toBe(
    'could not be undone: a (run: npx ha-drill clean --run x)',
  );
  expect(typed('Next:\n  ha-drill check a.yml')).toBe('Next:\n  npx ha-drill check a.yml');
  expect(typed('Usage: ha-drill run [options]')).toBe('Usage: npx ha-drill run [options]');
  for (const prose of [
    'ha-drill: message',
    'ha-drill injects faults',
    'a bug of ha-drill run by CI',
    'ha-drill.run=x',
  ])
    expect(typed(prose)).toBe(prose);
});
