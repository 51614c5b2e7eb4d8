import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeComparison } from '../../../src/cli/compare.ts';
import { mergeCommand } from '../../../src/cli/merge.ts';
import type { Comparison } from '../../../src/compare/schema.ts';
import { suiteStatusSchema, writeStatus } from '../../../src/compare/suite-status.ts';
import { conductSuite } from '../../../src/suite/conduct.ts';
import { findDone } from '../../../src/suite/done.ts';
import { type LoadedSuite, loadSuite } from '../../../src/suite/load.ts';
import { type Cell, type Combination, cellsOf, combinationsOf } from '../../../src/suite/matrix.ts';
import { mergeShards } from '../../../src/suite/merge.ts';
import { expectedMs, type Shard, shardOf, suiteDigest } from '../../../src/suite/shard.ts';
import { statusOf } from '../../../src/suite/summary.ts';
import { manifestOf } from '../../support/parts.ts';
import { invoke } from '../cli/invoke.ts';
import { plantRun } from '../compare/plant-runs.ts';
import { runOf, suiteFolderWith, twoByTwo } from './plant-suite.ts';

let root: string;
let loaded: LoadedSuite;
let combinations: Combination[];
let all: Cell[];

/** 102 drills: 34 of each of three combinations. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ha-drill-merge-'));
  const folder = await suiteFolderWith(twoByTwo.replace('repeat: 2', 'repeat: 34'));
  loaded = await loadSuite(`${folder}/suite.yml`);
  combinations = await combinationsOf(loaded);
  all = cellsOf(combinations, loaded.suite);
});
afterEach(() => {
  process.exitCode = undefined;
  return rm(root, { recursive: true });
});

/** What a drill leaves on disk, without a drill: its RTO follows from its seed, as that of a real one mostly does. */
async function fakeDrill(folder: string, cell: Cell): Promise<{ failure: undefined }> {
  const place = all.findIndex((one) => one.combination === cell.combination && one.seed === cell.seed);
  const run = `run-${String(place).padStart(4, '0')}`;
  const { scenario, topology, seed, tookMs } = runOf(cell);
  const rto = 500 + (cell.seed % 997);
  const planted = plantRun({ run, rto, verdict: cell.seed % 7 === 0 ? 'fail' : 'pass' });
  const manifest = manifestOf({
    run,
    seed,
    scenario,
    scenarioText: cell.drill.text,
    topology,
    endedAtMs: tookMs,
  });
  const result = { ...planted.result, seed, scenario: scenario.name, topology: topology.name };
  await mkdir(join(folder, 'runs', run), { recursive: true });
  await writeFile(join(folder, 'runs', run, 'run.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'runs', run, 'result.json'), JSON.stringify(result));
  return { failure: undefined };
}

/** Makes a suite, or a shard of it, in a folder. */
async function make(folder: string, shard?: Shard, tool = '1.0.0'): Promise<string> {
  const durations = all.map((cell) => expectedMs(cell, undefined));
  const cells = shard ? shardOf(all, durations, shard) : all;
  const part = shard && { shard: { ...shard, suite: suiteDigest(all), tool }, all };
  const ends = await conductSuite(cells, 4, {
    findDone: async () => [],
    drill: (cell) => fakeDrill(folder, cell),
    progress: { started: () => undefined, ended: () => undefined },
    save: async () => undefined,
    signal: new AbortController().signal,
  });
  const done = await findDone(folder, '');
  expect([...ends.keys()]).toHaveLength(done.length);
  const finished = new Map(
    cells.map((cell) => {
      const own = done.find(
        ({ seed, scenario, topology }) =>
          seed === cell.seed &&
          scenario.name === cell.drill.scenario.name &&
          topology.name === cell.drill.topology.name,
      );
      return [cell, own ? { done: own } : { failure: 'not there' }] as const;
    }),
  );
  await writeStatus(folder, statusOf(loaded, combinations, cells, finished, part));
  return folder;
}

const shards = (count: number, but: readonly number[] = []) =>
  Promise.all(
    Array.from({ length: count }, (_, place) => place + 1)
      .filter((index) => !but.includes(index))
      .map((index) => make(join(root, 'shards', String(index), 'two-by-two'), { index, count })),
  );

/** A comparison without where its runs are. */
async function comparisonIn(folder: string): Promise<Comparison> {
  const text = await readFile(join(folder, 'comparison.json'), 'utf8');
  return JSON.parse(text.replaceAll(/"folder": "[^"]*\/runs\//g, '"folder": "'));
}

describe('the shards of a suite, merged', () => {
  test('102 drills on five machines compare as those on one do', async () => {
    const one = await make(join(root, 'one', 'two-by-two'));
    await writeComparison(one);
    await shards(5);
    await invoke(mergeCommand(), join(root, 'shards'), '--out', join(root, 'merged'));
    expect(process.exitCode).toBeUndefined();
    const merged = join(root, 'merged', 'two-by-two');
    expect(await comparisonIn(merged)).toEqual(await comparisonIn(one));
    const status = suiteStatusSchema.parse(JSON.parse(await readFile(join(merged, 'suite.json'), 'utf8')));
    const whole = suiteStatusSchema.parse(JSON.parse(await readFile(join(one, 'suite.json'), 'utf8')));
    expect(status).toEqual(whole);
    expect((await readFile(join(merged, 'junit.xml'), 'utf8')).match(/<testsuite /g)).toHaveLength(102);
  });

  test('name those that are missing, as gaps and by the exit code', async () => {
    await shards(5, [2, 4]);
    const { stdout, stderr } = await invoke(
      mergeCommand(),
      join(root, 'shards'),
      '--out',
      join(root, 'merged'),
    );
    expect(stderr).toContain('missing: shards 2, 4 of 5');
    expect(process.exitCode).toBe(2);
    expect(stdout).toMatch(/two-by-two: 6\d of 102 drills done/);
    const { gaps } = await comparisonIn(join(root, 'merged', 'two-by-two'));
    expect(gaps.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/^\d+ of 34 not done yet$/),
    );
  });

  test('are refused when versions, suites or divisions differ, or one is there twice', async () => {
    const [first = ''] = await shards(2, [2]);
    const other = (name: string, shard: Shard, tool?: string) => make(join(root, name), shard, tool);
    const merging = (folder: string) => invoke(mergeCommand(), first, folder, '--out', join(root, 'merged'));
    await expect(merging(await other('a', { index: 2, count: 2 }, '1.0.1'))).rejects.toMatchObject({
      exitCode: 64,
      message: expect.stringMatching(/of ha-drill: 1\.0\.1, and 1\.0\.0 in/),
    });
    await expect(merging(await other('b', { index: 2, count: 3 }))).rejects.toThrow(
      /of shards in all: 3, and 2/,
    );
    await expect(merging(await other('c', { index: 1, count: 2 }))).rejects.toThrow(/shard 1 is there twice/);
    await expect(merging(await make(join(root, 'd')))).rejects.toThrow(
      /expected a shard, found a whole suite/,
    );
    await expect(merging(join(root, 'nowhere'))).rejects.toThrow(/found no suite.json in it/);
  });

  test('none at all are refused', () => {
    expect(() => mergeShards([])).toThrow(/found none/);
  });
});
