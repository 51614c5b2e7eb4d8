import { beforeEach, expect, test } from 'vitest';
import { mostDrills } from '../../../src/compare/gate-certain.ts';
import type { CellEnd, DoneRun } from '../../../src/suite/conduct.ts';
import { loadSuite } from '../../../src/suite/load.ts';
import { type Cell, type Combination, combinationsOf } from '../../../src/suite/matrix.ts';
import { type CertainHost, drillUntilCertain } from '../../../src/suite/until-certain.ts';
import { runOf, suiteFolderWith, twoByTwo } from './plant-suite.ts';

let combinations: Combination[];
let cells: Cell[];
let nowMs = 0;

beforeEach(async () => {
  const folder = await suiteFolderWith(twoByTwo);
  combinations = await combinationsOf(await loadSuite(`${folder}/suite.yml`));
  cells = [];
  nowMs = 0;
});

/** A host whose drills take a minute each, and of which `judge` says what is still open. */
function hostOf(
  judge: (runs: ReadonlyMap<Cell, DoneRun>) => { decided: boolean; open: ReadonlySet<string> },
  fails: (cell: Cell) => boolean = () => false,
): CertainHost {
  const done: DoneRun[] = [];
  const doneOf = (ends: ReadonlyMap<Cell, CellEnd>) =>
    new Map([...ends].flatMap(([cell, end]) => ('done' in end ? [[cell, end.done] as const] : [])));
  return {
    findDone: async () => done,
    drill: async (cell) => {
      cells.push(cell);
      nowMs += 60_000;
      if (fails(cell)) return { failure: 'no engine' };
      done.push({ ...runOf(cell), run: `run-${cells.length}` });
      return { failure: undefined };
    },
    progress: () => ({ started: () => undefined, ended: () => undefined }),
    save: async () => undefined,
    judge: async (ends) => judge(doneOf(ends)),
    signal: new AbortController().signal,
    nowMs: () => nowMs,
  };
}
const everything = (runs: ReadonlyMap<Cell, DoneRun>) => ({
  decided: false,
  open: new Set([...runs.values()].map(({ run }) => run)),
});
const until = (host: CertainHost, budgetMs = 10 ** 9) =>
  drillUntilCertain(combinations, { seed: 5, jobs: 1, budgetMs }, host);

test('drills are repeated, each with a seed of its own, until the verdict is there', async () => {
  const { ended, ends } = await until(hostOf((runs) => ({ ...everything(runs), decided: runs.size >= 9 })));
  expect(ended).toBe('decided');
  expect(ends.size).toBe(9);
  expect(cells.map(({ repetition }) => repetition)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
  expect(new Set(cells.map(({ seed }) => seed)).size).toBe(3);
});

test('only those of which more may decide something are repeated', async () => {
  const [first] = combinations;
  const { ended } = await until(
    hostOf((runs) => ({
      decided: false,
      open: new Set(
        [...runs].flatMap(([{ combination }, { run }]) =>
          combination === first && runs.size < 6 ? [run] : [],
        ),
      ),
    })),
  );
  expect(ended).toBe('decided');
  expect(cells.map(({ combination }) => combinations.indexOf(combination))).toEqual([0, 1, 2, 0, 0, 0]);
});

test('no round is begun that would not end within the budget', async () => {
  const { ended, ends } = await until(hostOf(everything), 8 * 60_000);
  expect(ended).toBe('budget');
  // A round of three takes three minutes: the third would end after nine.
  expect(ends.size).toBe(6);
});

test('the first round is made whatever the budget is', async () => {
  expect((await until(hostOf(everything), 1)).ends.size).toBe(3);
});

test('there is an end to it', async () => {
  const [first] = combinations;
  const { ended, ends } = await until(
    hostOf((runs) => ({
      decided: false,
      open: new Set([...runs].flatMap(([cell, { run }]) => (cell.combination === first ? [run] : []))),
    })),
  );
  expect(ended).toBe('most');
  expect(ends.size).toBe(2 + mostDrills);
});

test('one that failed is tried again in the next round, once', async () => {
  const [first] = combinations;
  const some = hostOf(
    (runs) => ({ decided: runs.size >= 3, open: new Set() }),
    ({ combination, repetition }) => combination === first && repetition < 3,
  );
  const { ended } = await until(some);
  expect(ended).toBe('decided');
  expect(cells.map(({ repetition }) => repetition)).toEqual([1, 1, 1, 2, 3]);
});

test('where no drill could be made, no other is begun', async () => {
  expect((await until(hostOf(everything, () => true))).ended).toBe('nothing');
  expect(cells).toHaveLength(3);
  cells = [];
  const later = await until(hostOf(everything, ({ repetition }) => repetition > 1));
  expect(later.ended).toBe('nothing');
  expect(cells).toHaveLength(9);
});

test('drills that are done already are not made again, and count', async () => {
  const host = hostOf((runs) => ({ ...everything(runs), decided: runs.size >= 6 }));
  await until(host);
  const before = cells.length;
  const { ends } = await until(host);
  expect(cells).toHaveLength(before);
  expect(ends.size).toBe(6);
});
