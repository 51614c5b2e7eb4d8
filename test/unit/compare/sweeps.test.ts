import { expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import { sweepsOf } from '../../../src/compare/sweeps.ts';
import { type Planted, plantRun } from './plant-runs.ts';

const sweepsIn = (...plans: Planted[]) =>
  sweepsOf(compareRuns(plans.map((plan) => plantRun(plan))).groups).map(
    ({ key, topology, others, curves }) => ({
      key,
      topology,
      others,
      curves: curves.map(({ scenario, points }) => [scenario, ...points.map(({ setting }) => setting)]),
    }),
  );

const at = (CONFIRM_MS: string, more: Planted = {}): Planted => ({
  ...more,
  parameters: { CONFIRM_MS, ...more.parameters },
});

test('three values of one number are a sweep, in the order of the number', () => {
  expect(sweepsIn(at('1000'), at('250'), at('500'))).toEqual([
    { key: 'CONFIRM_MS', topology: 'semisync', others: {}, curves: [['kill-primary', 250, 500, 1000]] },
  ]);
});

test('two values, and values that are no numbers, are none', () => {
  expect(sweepsIn(at('1000'), at('250'))).toEqual([]);
  expect(sweepsIn(at('a'), at('b'), at('c'))).toEqual([]);
});

test('scenarios share a sweep; other settings make sweeps of their own', () => {
  const of = (scenario: string) => ['250', '500', '1000'].map((value) => at(value, { scenario }));
  const durable = ['250', '500', '1000'].map((value) => at(value, { parameters: { DURABLE: '0' } }));
  expect(sweepsIn(...of('kill-primary'), ...of('freeze')).map(({ curves }) => curves.length)).toEqual([2]);
  const plain = ['250', '500', '1000'].map((value) => at(value, { parameters: { DURABLE: '1' } }));
  expect(sweepsIn(...plain, ...durable).map(({ others }) => others)).toEqual([
    { DURABLE: '0' },
    { DURABLE: '1' },
  ]);
});
