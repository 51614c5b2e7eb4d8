import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRuns, runFolders } from '../../../src/compare/read-runs.ts';
import { plantRun } from './plant-runs.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ha-drill-runs-'));
});
afterEach(() => rm(root, { recursive: true }));

/** A run on disk, with a result where there is one to write. */
async function store(folder: string, startedAt: string, result?: (own: object) => unknown): Promise<void> {
  const run = plantRun({ run: folder.replaceAll('/', '-') });
  await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, folder, 'run.json'), JSON.stringify({ ...run.manifest, startedAt }));
  if (result) await writeFile(join(root, folder, 'result.json'), JSON.stringify(result(run.result)));
}
const at = (minute: number) => `2026-11-20T12:0${minute}:00.000Z`;

describe('run folders', () => {
  test('are the folder itself, those in it, and those one level further down, and no others', async () => {
    for (const folder of ['b', 'a', 'suite/runs', 'far/too/deep']) await store(folder, at(0));
    expect(await runFolders(root)).toEqual(['a', 'b', 'suite/runs'].map((folder) => join(root, folder)));
    expect(await runFolders(join(root, 'a'))).toEqual([join(root, 'a')]);
    expect(await runFolders(join(root, 'far', 'too', 'deep', 'deeper'))).toEqual([]);
  });
});

describe('runs', () => {
  test('are read once each, in the order in which they were started', async () => {
    await store('a', at(2), (own) => own);
    await store('b', at(1), (own) => own);
    const runs = await readRuns([root, join(root, 'a')]);
    expect(runs.map(({ folder }) => folder)).toEqual([join(root, 'b'), join(root, 'a')]);
    expect(runs.map(({ result }) => result?.verdict)).toEqual(['pass', 'pass']);
    expect(runs[0]?.manifest.run).toBe('b');
  });

  test('may never have been judged', async () => {
    await store('a', at(0));
    expect(await readRuns([root])).toEqual([
      { folder: join(root, 'a'), manifest: expect.objectContaining({ run: 'a' }), result: null },
    ]);
  });

  test('a folder without any is refused', async () => {
    await expect(readRuns([root])).rejects.toMatchObject({
      exitCode: 64,
      message: `${root}: expected a run folder, or a folder with runs in it, found no run.json`,
    });
  });

  test('a result that another version wrote is refused in one line, with what to do', async () => {
    await store('a', at(0), (own) => ({ ...own, verdict: 'maybe', seed: 'none' }));
    await expect(readRuns([root])).rejects.toMatchObject({
      exitCode: 64,
      message: expect.stringMatching(/^\S*\/a\/result\.json: ✖ [^\n]* → at \w+ ✖ [^\n]* → at \w+$/),
      hint: `judge it again with this version: ha-drill report ${join(root, 'a')}`,
    });
  });
});
