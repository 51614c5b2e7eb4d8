import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { drawLayers, layersOnPage } from '../support/layers.ts';
import { sourceFiles } from '../support/source-tree.ts';

const root = fileURLToPath(packageRoot);
const tree = mkdtempSync(join(tmpdir(), 'ha-drill-walls-'));

afterEach(() => rmSync(tree, { recursive: true, force: true }));

/** What the walls say of a house with these files, by the names of its rules. */
async function violationsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  for (const [path, text] of Object.entries({ 'src/cli/main.ts': "import './all.ts';", ...files })) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  const config = join(root, '.dependency-cruiser.mjs');
  const words = ['src', '--config', config, '--output-type', 'json'];
  const { stdout } = await execa(join(root, 'node_modules/.bin/depcruise'), words, {
    cwd: tree,
    reject: false,
  });
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
}

test.each([
  ['a room below', { 'src/judge/a.ts': "import '../drill/b.ts';", 'src/drill/b.ts': '' }, 'walls-of-judge'],
  [
    'a type of a room below',
    { 'src/judge/a.ts': "import type { B } from '../drill/b.ts';", 'src/drill/b.ts': 'export type B = 1;' },
    'walls-of-judge',
  ],
  [
    'the instrument, by a program under test',
    { 'src/programs/manager/a.ts': "import '../../engine/b.ts';", 'src/engine/b.ts': '' },
    'walls-of-programs',
  ],
  [
    'a program under test, by the instrument',
    { 'src/drill/a.ts': "import '../programs/manager/b.ts';", 'src/programs/manager/b.ts': '' },
    'walls-of-drill',
  ],
  [
    'the folder of an engine',
    { 'src/drill/a.ts': "import '../engine/mysql/b.ts';", 'src/engine/mysql/b.ts': '' },
    'engines-behind-their-contract',
  ],
  ['the database', { 'src/report/a.ts': "import 'mysql2/promise';" }, 'reach-to-database'],
  ['Docker', { 'src/judge/a.ts': "import Docker from 'dockerode'; new Docker();" }, 'reach-to-docker'],
  ['processes', { 'src/judge/a.ts': "import 'node:child_process';" }, 'reach-to-processes'],
  [
    'a circle',
    { 'src/judge/a.ts': "import './b.ts';", 'src/judge/b.ts': "import type { A } from './a.ts';" },
    'no-circle',
  ],
  [
    'a room, by a file that stands alone',
    { 'src/a.ts': "import './judge/b.ts';", 'src/judge/b.ts': '' },
    'files-that-stand-alone',
  ],
])('%s is no import: the walls say so', async (_, files, rule) => {
  const all = Object.keys(files).map((path) => `import '../${path.slice('src/'.length)}';`);
  expect(await violationsOf({ 'src/cli/all.ts': all.join('\n'), ...files })).toEqual([rule]);
});

test('a file that nothing reaches is named, and a sound house is not', async () => {
  expect(await violationsOf({ 'src/cli/all.ts': '', 'src/judge/a.ts': '' })).toEqual(['used']);
});

test('the picture of the rooms in docs/architecture.md is as the code is (else: npm run layers)', async () => {
  expect(await layersOnPage()).toBe(await drawLayers());
});

test('judging needs neither Docker nor a database at run time, by whatever way', () => {
  const src = sourceFiles('src');
  const files = new Map(src.map((file) => [file.path, file]));
  const judging = src
    .map(({ path }) => path)
    .filter((path) => /^src\/(?:judge|compare|calibrate|report|history)\//.test(path));
  const reached = new Set(judging);
  for (const path of reached) {
    for (const { from, typeOnly } of files.get(path)?.imports ?? []) if (!typeOnly) reached.add(from);
  }
  const acting =
    /^(?:dockerode|mysql2(?:\/.*)?|testcontainers|execa|node:child_process|src\/(?:docker|drill)\/.*)$/;
  expect([...reached].filter((place) => acting.test(place))).toEqual([]);
  expect(reached.size).toBeGreaterThan(judging.length);
});
