import { describe, expect, test } from 'vitest';
import { listScenarios } from '../../../../src/scenario/list.ts';
import { loadScenario } from '../../../../src/scenario/load.ts';
import { judged, type Kind, kill } from './judged.ts';

const one = (fault: string, target: string, more: object = {}) => ({
  method: [{ at: '1s', fault, target }],
  ...more,
});
const redundant = { 'time-to-redundancy': '<= 60s' };
const restored = { backup: {}, recovery: { restore: {} } };

const kinds: Kind[] = [
  [
    'data that nobody restores',
    one('drop-table', 'primary'),
    /takes data on every node, and nothing brings it back/,
    one('drop-table', 'primary', restored),
  ],
  [
    'data whose loss nobody judges',
    one('truncate', 'primary'),
    /truncate takes data/,
    one('truncate', 'primary', { objectives: { failovers: '<= 0' }, checks: ['single-writable-primary'] }),
  ],
  ['all disks', one('volume-lost', 'nodes'), /leaves no copy of the data/, one('volume-lost', 'primary')],
  [
    'the disks of the only node',
    one('volume-lost', 'primary', { topology: 'standalone' }),
    /leaves no copy/,
    one('power-loss', 'primary', { topology: 'standalone' }),
  ],
  [
    'what nobody starts again',
    one('kill', 'manager', { recovery: { restart: 'none' }, objectives: redundant }),
    /kill of the manager \(step 0\) hit stays down/,
    one('freeze', 'manager', { recovery: { restart: 'none' }, objectives: redundant }),
  ],
  [
    'a death without an end',
    { method: [kill], recovery: { restart: 'none' }, objectives: redundant },
    /stays down/,
    { method: [{ ...kill, for: '2s' }], recovery: { restart: 'none' }, objectives: redundant },
  ],
  [
    'an errant node that nobody copies anew',
    one('errant-transaction', 'replica', { recovery: { reclone: 'never' } }),
    /only copying a node anew/,
    one('errant-transaction', 'replica'),
  ],
];

test.each(kinds)('a warning: %s', async (_, wrong, says, fine) => {
  expect(await judged(wrong)).toEqual({ refused: [], warned: [expect.stringMatching(says)] });
  expect(await judged(fine)).toEqual({ refused: [], warned: [] });
});

describe('every scenario of the package means something on its topology', async () => {
  test.each(await listScenarios())('%s', async (path) => {
    expect((await loadScenario(path)).warnings).toEqual([]);
  });
});
