import { expect, test } from 'vitest';
import { type CopierContext, copier, restMs } from '../../../src/drill/copier.ts';
import { uuidOf } from '../../support/parts.ts';
import { gtids, looksAt, primary, replica, samplesOf } from '../judge/measure/looks.ts';

const all = gtids(1, 100);
const still = (serverId: number, state: Parameters<typeof samplesOf>[1][1]) =>
  samplesOf(serverId, [0, state], [2990, state]);
const leader = samplesOf(1, [0, primary(all)], [3000, primary(all)]);
const errant = still(2, { executed: `${all},${uuidOf(9)}:1` });
const needy = looksAt([leader, errant, still(3, replica(all))]);
const well = looksAt([leader, still(2, replica(all)), still(3, replica(all))]);

/** A copier on a clock of its own, which writes down whom it copied. */
function copying(changes: Partial<CopierContext> = {}) {
  const copied: string[] = [];
  let nowMs = 0;
  const copyAnew = copier({
    reclone: 'if-needed',
    acknowledged: true,
    nowMs: () => nowMs,
    copy: async ({ node }) => void copied.push(node),
    ...changes,
  });
  const at = (atMs: number) => {
    nowMs = atMs;
  };
  return { copied, copyAnew, at };
}

test('a node that needs it is copied, and said to be; one that does not is not', async () => {
  const { copied, copyAnew } = copying();
  expect(await copyAnew(well)).toBe(false);
  expect(await copyAnew(needy)).toBe(true);
  expect(copied).toEqual(['db2']);
});

test('a node that still needs it after a copy is tried again, after a rest that counts from the end of the try', async () => {
  const { copied, copyAnew, at } = copying();
  expect(await copyAnew(needy)).toBe(true);
  at(restMs - 1);
  expect(await copyAnew(needy)).toBe(false);
  at(restMs);
  expect(await copyAnew(needy)).toBe(true);
  expect(copied).toEqual(['db2', 'db2']);
});

test('nobody is copied where the scenario says never', async () => {
  const { copied, copyAnew } = copying({ reclone: 'never' });
  expect(await copyAnew(needy)).toBe(false);
  expect(copied).toEqual([]);
});
