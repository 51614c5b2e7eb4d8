import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  assign,
  type CellEnd,
  conductSuite,
  type DoneRun,
  remainingMs,
  type SuiteHost,
} from '../../../src/suite/conduct.ts';
import type { Cell } from '../../../src/suite/matrix.ts';
import { plantSuite, runOf, twoByTwo } from './plant-suite.ts';

let cells: Cell[];
beforeEach(async () => {
  ({ cells } = await plantSuite(twoByTwo.replace('repeat: 2', 'repeat: 4')));
});

/** A folder of runs, and drills that leave their run in it unless they are told to fail. */
function plantedHost(disk: DoneRun[], fails: (cell: Cell) => boolean = () => false) {
  const drilled: Cell[] = [];
  let running = 0;
  const most = { atOnce: 0 };
  const stop = new AbortController();
  const host: SuiteHost = {
    findDone: async () => [...disk],
    drill: async (cell) => {
      drilled.push(cell);
      running += 1;
      most.atOnce = Math.max(most.atOnce, running);
      await new Promise(setImmediate);
      running -= 1;
      if (fails(cell)) return { failure: 'the engine is gone' };
      disk.push(runOf(cell, `run-${disk.length}`));
      return { failure: undefined };
    },
    progress: { started: () => undefined, ended: () => undefined },
    save: async () => undefined,
    signal: stop.signal,
  };
  return { host, drilled, most, stop };
}

test('what is done is not done again, and all that is missing is done', async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray([...cells.keys()]), fc.integer({ min: 1, max: 4 }), async (done, jobs) => {
      const disk = done.flatMap((index) => (cells[index] ? [runOf(cells[index], `old-${index}`)] : []));
      const { host, drilled, most } = plantedHost(disk);
      const ends = await conductSuite(cells, jobs, host);
      const missing = cells.filter((_, index) => !done.includes(index));
      expect(new Set(drilled)).toEqual(new Set(missing));
      expect(drilled).toHaveLength(missing.length);
      expect(most.atOnce).toBeLessThanOrEqual(jobs);
      expect([...ends.values()].every((end) => 'done' in end)).toBe(true);
      expect(ends.size).toBe(cells.length);
    }),
  );
});

test('stopped anywhere and started again, each cell is drilled once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(cells.length), async (after) => {
      const disk: DoneRun[] = [];
      const first = plantedHost(disk);
      const stopping = { ...first.host.progress, ended: () => disk.length >= after && first.stop.abort() };
      if (after === 0) first.stop.abort();
      await conductSuite(cells, 1, {
        ...first.host,
        progress: { ...stopping, ended: () => void stopping.ended() },
      });
      expect(disk).toHaveLength(Math.min(after, cells.length));
      const second = plantedHost(disk);
      await conductSuite(cells, 1, second.host);
      expect([...first.drilled, ...second.drilled]).toEqual(cells);
    }),
  );
});

test('a drill that fails ends nothing else, is told, and is done anew by the next start', async () => {
  const disk: DoneRun[] = [];
  const bad = cells[2];
  const first = plantedHost(disk, (cell) => cell === bad);
  const ends = await conductSuite(cells, 2, first.host);
  expect(ends.size).toBe(cells.length);
  expect([...ends].filter(([, end]) => 'failure' in end)).toEqual([[bad, { failure: 'the engine is gone' }]]);
  const second = plantedHost(disk);
  await conductSuite(cells, 2, second.host);
  expect(second.drilled).toEqual([bad]);
});

test('a drill that throws, or leaves nothing, did not complete', async () => {
  const { host } = plantedHost([]);
  const thrown = await conductSuite(cells.slice(0, 1), 1, {
    ...host,
    drill: () => Promise.reject(new Error('spawn ENOMEM')),
  });
  expect([...thrown.values()]).toEqual([{ failure: 'spawn ENOMEM' }]);
  const nothing = await conductSuite(cells.slice(0, 1), 1, {
    ...host,
    drill: async () => ({ failure: undefined }),
  });
  expect([...nothing.values()]).toEqual([{ failure: 'the drill ended without a completed run' }]);
});

test('a drill that completed and could not clean up is done, and what it left is told', async () => {
  const disk: DoneRun[] = [];
  const { host } = plantedHost(disk);
  const ends = await conductSuite(cells.slice(0, 1), 1, {
    ...host,
    drill: async (cell) => {
      await host.drill(cell);
      return { failure: 'a network is left (exit code 4)' };
    },
  });
  expect([...ends.values()]).toEqual([{ done: disk[0], leftovers: 'a network is left (exit code 4)' }]);
});

test('one run does not count for two cells that are alike', () => {
  const [cell] = cells;
  if (!cell) throw new Error('no cell');
  const twin = { ...cell };
  expect(assign([cell, twin], [runOf(cell)]).size).toBe(1);
  expect(assign([cell, twin], [runOf(cell, 'a'), runOf(cell, 'b')]).size).toBe(2);
});

describe('the remaining time', () => {
  const ended = (entries: readonly (readonly [Cell | undefined, number])[]): Map<Cell, CellEnd> =>
    new Map(entries.flatMap(([cell, ms]) => (cell ? [[cell, { done: runOf(cell, 'x', ms) }]] : [])));

  test('is not known before a drill is done', () => {
    expect(remainingMs(new Map(), cells, 1)).toBeNull();
  });

  test('is that of the same scenario, else of all, over the jobs', () => {
    const [primary, , replica] = cells;
    const perRepetition = 3;
    const repetitions = cells.length / perRepetition;
    const one = remainingMs(ended([[primary, 10_000]]), cells, 1);
    expect(one).toBe((cells.length - 1) * 10_000);
    const both = remainingMs(
      ended([
        [primary, 10_000],
        [replica, 40_000],
      ]),
      cells,
      2,
    );
    expect(both).toBe(((2 * repetitions - 1) * 10_000 + (repetitions - 1) * 40_000) / 2);
  });
});
