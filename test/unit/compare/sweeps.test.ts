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

test('a setting that one lacks, or that is blank, is no number', () => {
  expect(sweepsIn(at('250'), at('500'), at('  '))).toEqual([]);
  expect(sweepsIn(at('250'), at('500'), { parameters: {} })).toEqual([]);
});

test('topologies are swept each for itself', () => {
  const of = (topology: string) => ['250', '500', '1000'].map((value) => at(value, { topology }));
  expect(sweepsIn(...of('async'), ...of('semisync')).map(({ topology }) => topology)).toEqual([
    'async',
    'semisync',
  ]);
  expect(sweepsIn(at('250', { topology: 'async' }), at('500'), at('1000'))).toEqual([]);
});

test('a scenario with two values only has no curve beside one with three', () => {
  const freeze = ['250', '500'].map((value) => at(value, { scenario: 'freeze' }));
  const kill = ['250', '500', '1000'].map((value) => at(value));
  expect(sweepsIn(...freeze, ...kill).map(({ curves }) => curves)).toEqual([
    [['kill-primary', 250, 500, 1000]],
  ]);
});

test('a point has the drills of its setting', () => {
  const { groups } = compareRuns(['250', '500', '1000'].map((value) => plantRun(at(value))));
  const [sweep] = sweepsOf(groups);
  expect(sweep?.curves[0]?.points.map(({ group }) => group.settings.CONFIRM_MS)).toEqual([
    '250',
    '500',
    '1000',
  ]);
});

test('decimals are numbers too, in their order', () => {
  expect(sweepsIn(at('1'), at('0.5'), at('0.25'))[0]?.curves).toEqual([['kill-primary', 0.25, 0.5, 1]]);
});
