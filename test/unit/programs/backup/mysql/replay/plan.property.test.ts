import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countGtids,
  formatGtidSet,
  parseGtidSet,
  subtractGtidSets,
  uniteGtidSets,
} from '../../../../../../src/formats/gtid.ts';
import type { ReplayGoal } from '../../../../../../src/programs/backup/common/restore/goal.ts';
import { planReplay } from '../../../../../../src/programs/backup/mysql/replay/plan.ts';
import type { Planted } from '../../../../../support/binlog.ts';
import {
  type Archive,
  archiveOf,
  gtidOf,
  replay,
  setOf,
  termsOf,
  uuids,
} from '../../../../../support/failover-chain.ts';

/** Plans, replays, and compares with what the server must have executed, in this order. */
async function expectReplay(archive: Archive, have: number, goal: ReplayGoal, expected: readonly Planted[]) {
  const base = setOf(archive.truth.slice(0, have));
  const plan = await planReplay({ files: archive.files, base, goal }, archive.read);
  if (plan.kind === 'refusal') throw new Error(plan.text);
  const done = await replay(plan, base, archive);
  expect(done.executed).toEqual(expected.map(({ committedUs }) => committedUs));
  expect(plan.after).toBe(done.after);
  expect(plan.transactions).toBe(expected.length);
  expect(plan.bytes).toBe(plan.files.reduce((sum, { bytes }) => sum + bytes, 0));
  for (const { transactions, gtids } of plan.files)
    expect(countGtids(parseGtidSet(gtids))).toBe(transactions);
  expect(plan.files.every(({ transactions }) => transactions > 0)).toBe(true);
  return plan;
}

const anywhere = fc.nat({ max: 1000 });
const archives = fc.tuple(termsOf, anywhere, anywhere);
/** A place in a list of this length. */
const at = (seed: number, length: number) => seed % Math.max(1, length);

describe('across failovers, however the logs are split, a restored server has exactly', () => {
  test('all that the last primary had', async () => {
    await fc.assert(
      fc.asyncProperty(archives, async ([terms, seed]) => {
        const archive = await archiveOf(terms);
        const have = at(seed, archive.truth.length + 1);
        const plan = await expectReplay(archive, have, { kind: 'latest' }, archive.truth.slice(have));
        expect(plan.after).toBe(formatGtidSet(setOf(archive.truth)));
      }),
    );
  });

  test('what came before a transaction, to the one', async () => {
    await fc.assert(
      fc.asyncProperty(archives, async ([terms, seed, second]) => {
        const archive = await archiveOf(terms);
        fc.pre(archive.truth.length > 0);
        const index = at(seed, archive.truth.length);
        const have = at(second, index + 1);
        const goal = { kind: 'before-gtid', gtid: gtidOf(archive.truth[index]) } as const;
        await expectReplay(archive, have, goal, archive.truth.slice(have, index));
      }),
    );
  });

  test('what came before a time, to the microsecond', async () => {
    await fc.assert(
      fc.asyncProperty(archives, async ([terms, seed, second]) => {
        const archive = await archiveOf(terms);
        fc.pre(archive.truth.length > 0);
        const [first, last] = [archive.truth[0], archive.truth.at(-1)].map((one) => one?.committedUs ?? 0);
        const us = (first ?? 0) + at(seed, (last ?? 0) - (first ?? 0) + 2);
        const index = archive.truth.filter(({ committedUs }) => committedUs < us).length;
        const have = at(second, index + 1);
        await expectReplay(archive, have, { kind: 'before-time', us }, archive.truth.slice(have, index));
      }),
    );
  });

  test('all but one transaction', async () => {
    await fc.assert(
      fc.asyncProperty(archives, async ([terms, seed, second]) => {
        const archive = await archiveOf(terms);
        fc.pre(archive.truth.length > 0);
        const index = at(seed, archive.truth.length);
        const have = at(second, index + 1);
        const bad = archive.truth[index];
        const expected = archive.truth.slice(have).filter((one) => one !== bad);
        const plan = await expectReplay(archive, have, { kind: 'except', gtid: gtidOf(bad) }, expected);
        expect(plan.skip).toBe(gtidOf(bad));
        expect(plan.after).toBe(formatGtidSet(setOf(archive.truth)));
      }),
    );
  });
});

test('a base that has the transaction of the goal, or a later one, is refused', async () => {
  await fc.assert(
    fc.asyncProperty(archives, async ([terms, seed, second]) => {
      const { files, truth, read } = await archiveOf(terms);
      fc.pre(truth.length > 0);
      const index = at(seed, truth.length);
      const base = setOf(truth.slice(0, index + 1 + at(second, truth.length - index)));
      const bad = truth[index];
      const goals: ReplayGoal[] = [
        { kind: 'before-gtid', gtid: gtidOf(bad) },
        { kind: 'except', gtid: gtidOf(bad) },
        { kind: 'before-time', us: bad?.committedUs ?? 0 },
      ];
      for (const goal of goals) {
        expect(await planReplay({ files, base, goal }, read)).toMatchObject({
          kind: 'refusal',
          reason: 'base-too-new',
        });
      }
    }),
  );
});

/** Here each primary is a server of its own: a lost file and a number that was given twice cannot be told apart. */
test('without one of its files, a chain is refused with exactly what is missing, or it is not needed', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(archives, async ([terms, seed, second]) => {
      const archive = await archiveOf(terms.map((term, index) => ({ ...term, uuid: uuids[index] ?? '' })));
      fc.pre(archive.files.length > 1);
      const have = at(second, 3);
      const base = setOf(archive.truth.slice(0, have));
      const files = archive.files.toSpliced(at(seed, archive.files.length - 1), 1);
      const left = uniteGtidSets(base, ...files.map(({ gtids }) => parseGtidSet(gtids)));
      const missing = formatGtidSet(subtractGtidSets(setOf(archive.truth), left));
      const result = await planReplay({ files, base, goal: { kind: 'latest' } }, archive.read);
      if (missing === '') {
        await expectReplay({ ...archive, files }, have, { kind: 'latest' }, archive.truth.slice(have));
        return;
      }
      refused += 1;
      expect(result).toMatchObject({ kind: 'refusal', reason: 'gap', gtids: missing });
    }),
    { numRuns: 200 },
  );
  expect(refused).toBeGreaterThan(20);
});
