import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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
    const { runs, leftOut } = await readRuns([root, join(root, 'a')]);
    expect(leftOut).toEqual([]);
    expect(runs.map(({ folder }) => folder)).toEqual([join(root, 'b'), join(root, 'a')]);
    expect(runs.map(({ result }) => result?.verdict)).toEqual(['pass', 'pass']);
    expect(runs[0]?.manifest.run).toBe('b');
  });

  test('may never have been judged', async () => {
    await store('a', at(0));
    expect((await readRuns([root])).runs).toEqual([
      { folder: join(root, 'a'), manifest: expect.objectContaining({ run: 'a' }), result: null },
    ]);
  });

  test('count once, however many copies of them there are: the first that was judged', async () => {
    await store('a', at(0));
    for (const copy of ['b', 'c']) {
      await store(copy, at(0), (own) => own);
      await cp(join(root, 'a/run.json'), join(root, copy, 'run.json'));
    }
    await store('d', at(1), (own) => own);
    const { runs, leftOut } = await readRuns([root]);
    expect(runs.map(({ folder }) => folder)).toEqual([join(root, 'b'), join(root, 'd')]);
    expect(leftOut).toEqual([
      `The run a is there 3 times, which do not all say the same: ${root}/b counts, and not ${root}/a, ${root}/c.`,
    ]);
  });

  test('copies that all say the same are told as no more than that', async () => {
    await store('a', at(0), (own) => own);
    for (const copy of ['b', 'c']) await cp(join(root, 'a'), join(root, copy), { recursive: true });
    expect((await readRuns([root])).leftOut).toEqual([
      `The run a is there 3 times: ${root}/a counts, and not ${root}/b, ${root}/c.`,
    ]);
  });

  test('one copy of several that says something else is told, too', async () => {
    await store('a', at(0), (own) => own);
    for (const copy of ['b', 'c']) await cp(join(root, 'a'), join(root, copy), { recursive: true });
    await writeFile(
      join(root, 'c/run.json'),
      JSON.stringify({ ...plantRun({ run: 'a' }).manifest, startedAt: at(1) }),
    );
    expect((await readRuns([root])).leftOut).toEqual([
      expect.stringContaining('which do not all say the same'),
    ]);
  });

  test.each([
    ['half-written', '{"format": "ha-dr'],
    ['of another tool', '{"name": "k6"}'],
    ['of another version', '{"format": "ha-drill/run/99"}'],
  ])('a record that is %s is named and left out', async (_, text) => {
    await store('a', at(0), (own) => own);
    await mkdir(join(root, 'b'));
    await writeFile(join(root, 'b/run.json'), text);
    const { runs, leftOut } = await readRuns([root]);
    expect(runs.map(({ manifest }) => manifest.run)).toEqual(['a']);
    expect(leftOut).toEqual([expect.stringMatching(/^Left out: .*\/b\b/)]);
    await expect(readRuns([join(root, 'b')])).rejects.toMatchObject({ exitCode: 64 });
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
