import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Cell } from '../../../src/suite/matrix.ts';
import { expectedMs, shardOf, suiteDigest } from '../../../src/suite/shard.ts';
import { plantSuite, twoByTwo } from './plant-suite.ts';

let cells: Cell[];
beforeEach(async () => {
  ({ cells } = await plantSuite(twoByTwo.replace('repeat: 2', 'repeat: 8')));
});

const durations = () =>
  fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: cells.length, maxLength: cells.length });

describe('the shards of a suite', () => {
  test('have every drill once, each in the order of the suite, the same ones anywhere', () => {
    fc.assert(
      fc.property(durations(), fc.integer({ min: 1, max: 30 }), (ms, count) => {
        const shards = Array.from({ length: count }, (_, place) =>
          shardOf(cells, ms, { index: place + 1, count }),
        );
        expect(shards.flat()).toHaveLength(cells.length);
        expect(new Set(shards.flat())).toEqual(new Set(cells));
        for (const own of shards) {
          const places = own.map((cell) => cells.indexOf(cell));
          expect(places).toEqual(places.toSorted((a, b) => a - b));
        }
        expect(shardOf([...cells], [...ms], { index: 1, count })).toEqual(shards[0]);
      }),
    );
  });

  test('have about as much to do: none more than a fair part and one drill', () => {
    fc.assert(
      fc.property(durations(), fc.integer({ min: 1, max: 30 }), (ms, count) => {
        const loads = Array.from({ length: count }, (_, place) =>
          shardOf(cells, ms, { index: place + 1, count }).reduce(
            (sum, cell) => sum + (ms[cells.indexOf(cell)] ?? 0),
            0,
          ),
        );
        const fair = ms.reduce((sum, one) => sum + one, 0) / count;
        expect(Math.max(...loads)).toBeLessThanOrEqual(fair + Math.max(...ms));
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(Math.max(...ms));
      }),
    );
  });
});

test('a drill takes as long as was recorded of it, else as long as its scenario waits at least', () => {
  const [cell] = cells as [Cell];
  const combination = {
    scenario: 'kill-primary',
    topology: 'pair',
    sets: [],
    planned: 8,
    done: 8,
    failures: [],
  };
  const recorded = {
    format: 'ha-drill/suite/1' as const,
    name: 'two-by-two',
    description: '',
    combinations: [{ ...combination, tookMs: 123_456, notAvailable: null }],
  };
  expect(expectedMs(cell, recorded)).toBe(123_456);
  expect(
    expectedMs(cell, { ...recorded, combinations: [{ ...combination, tookMs: null, notAvailable: null }] }),
  ).toBe(expectedMs(cell, undefined));
  expect(expectedMs(cell, undefined)).toBeGreaterThan(40_000 + cell.drill.scenario.baseline.duration);
});

test('a suite is another one when a file, a value or a seed of one drill is', async () => {
  const digest = suiteDigest(cells);
  expect(suiteDigest((await plantSuite(twoByTwo.replace('repeat: 2', 'repeat: 8'))).cells)).toBe(digest);
  expect(
    suiteDigest(cells.map((cell, place) => (place === 3 ? { ...cell, seed: cell.seed + 1 } : cell))),
  ).not.toBe(digest);
  expect(suiteDigest(cells.slice(1))).not.toBe(digest);
});
