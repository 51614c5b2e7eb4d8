import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planTimeline } from '../../../src/scenario/timeline.ts';

const steps = fc.array(fc.record({ at: fc.nat(60_000), phase: fc.nat(10_000) }), {
  minLength: 1,
  maxLength: 8,
});
const seeds = fc.nat(2 ** 31 - 1);

test('the same seed plans the same instants, whenever it is asked', () => {
  fc.assert(
    fc.property(steps, seeds, (method, seed) => {
      expect(planTimeline({ method }, seed)).toEqual(planTimeline({ method }, seed));
    }),
  );
});

test('every step fires once, within its phase, and in the order of time', () => {
  fc.assert(
    fc.property(steps, seeds, (method, seed) => {
      const plan = planTimeline({ method }, seed);
      expect(plan.map(({ step }) => step).toSorted((a, b) => a - b)).toEqual(method.map((_, index) => index));
      expect(plan.map(({ atMs }) => atMs)).toEqual(plan.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
      for (const { step, atMs } of plan) {
        const { at = Number.NaN, phase = Number.NaN } = method[step] ?? {};
        expect(atMs).toBeGreaterThanOrEqual(at);
        expect(atMs < at + phase || phase === 0).toBe(true);
      }
    }),
  );
});

test('a phase of one step leaves the instants of the others as they are', () => {
  fc.assert(
    fc.property(steps, seeds, fc.nat(10_000), (method, seed, phase) => {
      const [first, ...others] = method;
      if (!first) return;
      const instants = (all: typeof method) =>
        planTimeline({ method: all }, seed).filter(({ step }) => step > 0);
      expect(instants([{ ...first, phase }, ...others])).toEqual(instants(method));
    }),
  );
});

test('steps of the same instant keep the order of the scenario', () => {
  const method = [0, 1, 2].map(() => ({ at: 1000, phase: 0 }));
  expect(planTimeline({ method }, 1).map(({ step }) => step)).toEqual([0, 1, 2]);
});

test('a repeated step fires that often, evenly, and counts its turns', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 20 }),
      fc.integer({ min: 1, max: 5000 }),
      seeds,
      (times, every, seed) => {
        const plan = planTimeline({ method: [{ at: 500, phase: 100, repeat: { times, every } }] }, seed);
        expect(plan.map(({ turn }) => turn)).toEqual(Array.from({ length: times }, (_, turn) => turn));
        const [first] = plan;
        for (const { turn, atMs } of plan) expect(atMs).toBe((first?.atMs ?? 0) + turn * every);
      },
    ),
  );
});

test('a step that waits for an event comes after all that come at a time, with its offset', () => {
  const method = [
    { at: 200, phase: 0, on: 'promoted' as const },
    { at: 5000, phase: 0 },
  ];
  expect(planTimeline({ method }, 1)).toEqual([
    { step: 1, turn: 0, on: null, atMs: 5000 },
    { step: 0, turn: 0, on: 'promoted', atMs: 200 },
  ]);
});

test('different seeds reach all parts of a phase', () => {
  const instants = Array.from({ length: 200 }, (_, seed) =>
    planTimeline({ method: [{ at: 0, phase: 10 }] }, seed).map(({ atMs }) => Math.floor(atMs)),
  );
  expect(new Set(instants.flat())).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
});
