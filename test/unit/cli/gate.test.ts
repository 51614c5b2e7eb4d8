import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { compareCommand } from '../../../src/cli/compare.ts';
import { gateCommand } from '../../../src/cli/gate.ts';
import { comparisonSchema } from '../../../src/compare/schema.ts';
import { plantRuns } from '../compare/plant-runs.ts';
import { folderWith, refusal } from '../document/files.ts';
import { invoke } from './invoke.ts';

afterEach(() => {
  process.exitCode = undefined;
});

/** A folder of runs, as `run` and `suite` leave them. */
async function folderOf(rtos: readonly number[]): Promise<string> {
  const folder = await folderWith({});
  for (const { manifest, result } of plantRuns(rtos, { rpo: 0 })) {
    const run = join(folder, 'runs', manifest.run);
    await mkdir(run, { recursive: true });
    await writeFile(join(run, 'run.json'), JSON.stringify(manifest));
    await writeFile(join(run, 'result.json'), JSON.stringify(result));
  }
  return folder;
}

/** A baseline file of the runs in a folder. */
async function baselineOf(folder: string): Promise<string> {
  const { stdout } = await invoke(compareCommand(), folder, '--json');
  const path = join(folder, 'baseline.json');
  await writeFile(path, stdout);
  return path;
}

test('what compare --json prints is the baseline; the exit code is the verdict', async () => {
  const before = await folderOf([1000, 1050, 1100]);
  const baseline = await baselineOf(before);
  await invoke(gateCommand(), before, '--baseline', baseline);
  expect(process.exitCode).toBe(0);
  await invoke(gateCommand(), await folderOf([5000, 5050, 5100]), '--baseline', baseline);
  expect(process.exitCode).toBe(1);
  await invoke(gateCommand(), await folderOf([5000]), '--baseline', baseline);
  expect(process.exitCode).toBe(2);
});

test('limits can be given', async () => {
  const baseline = await baselineOf(await folderOf([1000, 1050, 1100]));
  const now = await folderOf([1150, 1160, 1170]);
  await invoke(gateCommand(), now, '--baseline', baseline);
  expect(process.exitCode).toBe(0);
  await invoke(gateCommand(), now, '--baseline', baseline, '--least-rise-time', '50ms', '--least-rise', '1%');
  expect(process.exitCode).toBe(1);
});

test.each([
  ['--least-rise', 'much'],
  ['--least-rise-time', '50'],
])('%s %s is refused', async (option, value) => {
  const folder = await folderOf([1000]);
  const attempt = invoke(gateCommand(), folder, '--baseline', 'x', option, value);
  expect(await refusal(folder, attempt)).toContain(`${value}: expected`);
});

test('a baseline that is none is refused, with how to make one', async () => {
  const folder = await folderOf([1000]);
  const path = join(folder, 'other.json');
  await writeFile(path, '{"format":"ha-drill/result/1"}');
  const refused = await refusal(folder, invoke(gateCommand(), folder, '--baseline', path));
  expect(refused).toMatch(/^other\.json: expected a comparison: .*format/);
  expect(refused).toContain('ha-drill compare <folder> --json');
});

test('compare refuses a folder without runs, and reads runs, folders of runs, and folders of suites', async () => {
  const empty = await folderWith({});
  expect(await refusal(empty, invoke(compareCommand(), empty))).toBe(
    '.: expected a run folder, or a folder with runs in it, found no run.json',
  );
  const folder = await folderOf([1000, 1050]);
  for (const path of [folder, join(folder, 'runs')]) {
    const { stdout } = await invoke(compareCommand(), path, '--json');
    expect(comparisonSchema.parse(JSON.parse(stdout)).groups[0]?.runs).toHaveLength(2);
  }
  const { stderr } = await invoke(compareCommand(), folder, '--html', join(folder, 'page', 'c.html'));
  expect(stderr).toContain('c.html');
});
