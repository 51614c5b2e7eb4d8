import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { codeOf, type PageCode } from '../../support/page-code.ts';

const folder = 'docs/extend';
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
const shown = pages.flatMap((page) => codeOf(page, readFileSync(join(folder, page), 'utf8')));

/** What no page may show: it must be found beside the pages, by the same look. */
const planted: PageCode = {
  page: 'planted.md',
  path: 'src/judge/checks/planted.ts',
  code: "import type { Check } from './types.ts';\n\nexport const planted: Check = { name: 7 };\n\nexport const   crooked = 1;\n",
};

/** A tree of its own with the files of some blocks, which see the sources as if they stood among them. */
async function treeOf(blocks: readonly PageCode[]): Promise<string> {
  const root = process.cwd();
  const tree = await mkdtemp(join(tmpdir(), 'ha-drill-extend-'));
  onTestFinished(() => rm(tree, { recursive: true }));
  await symlink(resolve('node_modules'), join(tree, 'node_modules'));
  await writeFile(join(tree, 'package.json'), '{ "type": "module" }');
  for (const { path, code } of blocks) {
    const file = join(tree, path ?? '');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, code);
  }
  const { compilerOptions } = JSON.parse(await readFile('tsconfig.json', 'utf8'));
  const own = { compilerOptions: { ...compilerOptions, rootDirs: [tree, root] }, include: ['src', 'test'] };
  await writeFile(join(tree, 'tsconfig.json'), JSON.stringify(own));
  const { vcs: _, ...biome } = JSON.parse(await readFile('biome.json', 'utf8'));
  await writeFile(join(tree, 'biome.json'), JSON.stringify(biome));
  return tree;
}

async function told(tree: string, program: string, words: readonly string[]): Promise<string[]> {
  const ran = await execa(resolve('node_modules/.bin', program), words, {
    cwd: tree,
    reject: false,
    all: true,
  });
  return ran.all.split('\n');
}

test('what the pages show compiles where they say it goes, and is formatted', async () => {
  const files = [...shown.filter(({ path }) => path !== null), planted];
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
  const tree = await treeOf(files);
  const types = (await told(tree, 'tsc', ['--noEmit'])).filter((line) => line.includes('error TS'));
  expect(types.filter((line) => !line.startsWith(String(planted.path)))).toEqual([]);
  expect(types.length).toBeGreaterThan(0);
  const format = (
    await told(tree, 'biome', ['check', '--colors=off', '--reporter=github', 'src', 'test'])
  ).filter((line) => line.startsWith('::error'));
  expect(format.filter((line) => !line.includes(String(planted.path)))).toEqual([]);
  expect(format.length).toBeGreaterThan(0);
}, 120_000);

test('a part of a file is the exception: each is known', () => {
  const parts = shown.filter(({ path }) => path === null);
  expect(parts.map(({ page }) => page)).toEqual(['add-a-fault.md', 'add-an-engine.md']);
  expect(shown.length - parts.length).toBeGreaterThanOrEqual(7);
});

test('a file without a place is told', () => {
  const page = '# A page\n\n## A section\n\n```ts\nexport const one = 1;\n```\n';
  expect(() => codeOf('page.md', page)).toThrow('its section does not say where it goes');
  expect(codeOf('page.md', page.replace('A section', '`src/one.ts`'))).toMatchObject([
    { path: 'src/one.ts' },
  ]);
});
