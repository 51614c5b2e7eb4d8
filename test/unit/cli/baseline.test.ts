import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { baselineCommand, renderChanges } from '../../../src/cli/baseline.ts';
import { baselineChanges } from '../../../src/compare/baseline-change.ts';
import { compareRuns } from '../../../src/compare/compare.ts';
import { comparisonSchema } from '../../../src/compare/schema.ts';
import { plantRun, plantRuns } from '../compare/plant-runs.ts';
import { invoke } from './invoke.ts';

describe('what a new baseline changes', () => {
  const before = compareRuns([
    ...plantRuns([1000, 1100, 1200], { rpo: 0, parameters: { POLL_MS: '100' } }),
    ...plantRuns([900], { rpo: 0, scenario: 'freeze' }),
    ...plantRuns([700], { rpo: 0, scenario: 'stop' }),
  ]);
  const now = compareRuns([
    ...plantRuns([2000, 2100], { rpo: 3, parameters: { POLL_MS: '50' }, verdict: 'fail' }),
    ...plantRuns([900], { rpo: 0, scenario: 'freeze' }),
    ...plantRuns([-9000], { rpo: null, scenario: 'isolate' }),
  ]);

  test('is told of each group, and what stays is counted alone', () => {
    expect(renderChanges(baselineChanges(before, now))).toMatchInlineSnapshot(`
      "new      isolate on semisync
               drills: 1
               failing: 0
               inconclusive: 0
               rows lost, at most: not measured
               median RTO (service): at least 9.00 s
               median RTO (application): at least 9.00 s
      changed  kill-primary on semisync
               drills: 3 -> 2
               failing: 0 -> 2
               rows lost, at most: 0 -> 3
               median RTO (service): 1.10 s -> 2.05 s
               median RTO (application): 1.10 s -> 2.05 s
               POLL_MS: 100 -> 50
      gone     stop on semisync
               drills: 1
               failing: 0
               inconclusive: 0
               rows lost, at most: 0
               median RTO (service): 700 ms
               median RTO (application): 700 ms
      1 new, 1 changed, 1 gone, 1 the same"
    `);
  });

  test('of none is all of the new one', () => {
    expect(baselineChanges(undefined, now).map(({ kind }) => kind)).toEqual(['new', 'new', 'new']);
  });
});

describe('baseline update', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'ha-drill-baseline-'));
    await mkdir(join(root, 'run'));
    const { manifest, result } = plantRun();
    await writeFile(join(root, 'run/run.json'), JSON.stringify(manifest));
    await writeFile(join(root, 'run/result.json'), JSON.stringify(result));
  });
  afterEach(() => rm(root, { recursive: true }));
  const update = (...words: string[]) =>
    invoke(baselineCommand(), 'update', join(root, 'drills/baseline.json'), root, ...words);

  test('writes what `gate` reads, and is the same when nothing changed', async () => {
    expect((await update()).stdout).toMatch(/1 new, 0 changed, 0 gone, 0 the same\n$/);
    comparisonSchema.parse(JSON.parse(await readFile(join(root, 'drills/baseline.json'), 'utf8')));
    expect((await update()).stdout).toBe('0 new, 0 changed, 0 gone, 1 the same\n');
  });

  test('with --dry-run writes nothing', async () => {
    expect((await update('--dry-run')).stderr).toContain('Nothing was written.');
    await expect(stat(join(root, 'drills'))).rejects.toThrow('ENOENT');
  });

  test('refuses to overwrite what is no baseline, and to write an empty one', async () => {
    await mkdir(join(root, 'drills'));
    await writeFile(join(root, 'drills/baseline.json'), '{"name": "shop"}');
    await expect(update()).rejects.toMatchObject({ exitCode: 64 });
    expect(await readFile(join(root, 'drills/baseline.json'), 'utf8')).toBe('{"name": "shop"}');
    await rm(join(root, 'drills/baseline.json'));
    await rm(join(root, 'run/result.json'));
    await expect(update()).rejects.toMatchObject({
      exitCode: 64,
      hint: 'A baseline of nothing gates nothing.',
    });
  });
});
