import { expect, test } from 'vitest';
import { looksSince } from '../../../src/drill/looks.ts';
import { kinds } from '../../../src/engine/replication/kinds.ts';
import { notRedundantBecause } from '../../../src/judge/measure/redundancy/state.ts';
import { nodes } from '../../support/parts.ts';
import {
  gtids,
  looksAt,
  primary,
  replica,
  samplesOf,
  workingManager,
  workingProxy,
} from '../judge/measure/looks.ts';

const all = gtids(1, 100);
const healthy = looksAt(
  [
    samplesOf(1, [1000, primary(all)], [3000, primary(all)], [6000, primary(all)]),
    ...[2, 3].map((id) => samplesOf(id, [1000, replica(all)], [2990, replica(all)], [5990, replica(all)])),
  ],
  { manager: { ...workingManager, askedAtMs: 5900 }, proxy: { ...workingProxy, askedAtMs: 5950 } },
);
const drill = { observer: { recent: () => healthy.samples }, services: { latest: () => healthy.services } };
const expected = { nodes: [...nodes], kind: kinds.semisync, services: ['manager', 'proxy'] };
const since = (actedAtMs: number) => notRedundantBecause(looksSince(drill, actedAtMs), expected, 6010);

test('a cluster that was well before an action is not well by that after it', () => {
  expect(since(0)).toEqual([]);
  expect(since(1000)).toEqual([]);
  expect(since(5910)).toContain('manager: not asked yet');
  expect(since(5995)).toContain('db2: not asked yet');
  // What was asked since is too little to tell that nobody lacks anything.
  expect(since(5000).join()).toMatch(/db2: not asked long enough to tell/);
});
