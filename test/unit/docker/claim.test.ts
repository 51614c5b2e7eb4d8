import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimOf } from '../../../src/docker/claim.ts';
import { labelsOf, markOf, marksIn, runLabel, thisOwner } from '../../../src/docker/labels.ts';
import { leaseMs } from '../../../src/docker/lease.ts';
import type { Leftovers } from '../../../src/docker/leftovers.ts';
import { lifeOf, thisProcess } from '../../../src/process-owner.ts';

const me = 'alice@build-7';
const process = { pid: 42, startTicks: '1000', bootId: 'b', pidNamespace: 'pid:[1]' };

function left(more: {
  owner?: string;
  kept?: boolean;
  leaseAgeMs?: number;
  newestAgeMs?: number;
}): Leftovers {
  const { owner = me, kept = false, leaseAgeMs, newestAgeMs = 3_600_000 } = more;
  const mark = { run: 'r', owner, process, startedAt: '2026-01-01T00:00:00Z', kept };
  return { run: 'r', containers: ['c'], networks: [], volumes: [], mark, leaseAgeMs, newestAgeMs };
}

test.each([
  ['its process is alive', left({ leaseAgeMs: 999_999 }), 'alive', false],
  ['its process is dead, and its lease still young', left({ leaseAgeMs: 0 }), 'dead', true],
  ['its process cannot be seen, and its lease is young', left({ leaseAgeMs: leaseMs - 1 }), 'unknown', false],
  ['its process cannot be seen, and its lease is old', left({ leaseAgeMs: leaseMs }), 'unknown', true],
  ['it has no lease and began just now', left({ newestAgeMs: leaseMs - 1 }), 'unknown', false],
  ['it has no lease and is old', left({ newestAgeMs: leaseMs }), 'unknown', true],
  ['I kept it', left({ kept: true }), 'dead', true],
  ['somebody else kept it', left({ kept: true, owner: 'bob@build-7' }), 'dead', false],
  ['somebody else left it', left({ owner: 'bob@build-7' }), 'dead', true],
] as const)('%s', (_, one, life, mayRemove) => {
  expect(claimOf(one, life, me).mayRemove).toBe(mayRemove);
});

test('whatever else holds, what lives is never removed, and a force is never needed for what is dead and not kept', () => {
  const age = fc.option(fc.nat({ max: 2 * leaseMs }), { nil: undefined });
  fc.assert(
    fc.property(
      age,
      fc.nat({ max: 2 * leaseMs }),
      fc.boolean(),
      fc.boolean(),
      (lease, newest, kept, mine) => {
        const one = left({
          owner: mine ? me : 'bob@x',
          kept,
          newestAgeMs: newest,
          ...(lease === undefined ? {} : { leaseAgeMs: lease }),
        });
        expect(claimOf(one, 'alive', me).mayRemove).toBe(false);
        if (lease !== undefined && lease < leaseMs) expect(claimOf(one, 'unknown', me).mayRemove).toBe(false);
        expect(claimOf(one, 'dead', me).mayRemove).toBe(!kept || mine);
      },
    ),
  );
});

test('what this process creates says so, and what has the label of a run alone belongs to nobody', async () => {
  const labels = labelsOf('r1', { role: 'lease', kept: true });
  const mark = markOf(labels);
  expect(mark).toMatchObject({ run: 'r1', owner: thisOwner, process: await thisProcess(), kept: true });
  expect(await lifeOf(mark?.process ?? process)).toBe('alive');
  expect(markOf({ [runLabel]: 'r1' })).toBeUndefined();
  expect(markOf(undefined)).toBeUndefined();
  for (const name of Object.keys(marksIn(labelsOf('r1')))) {
    const { [name]: _, ...rest } = labelsOf('r1');
    expect(markOf(rest), `without ${name}`).toBeUndefined();
  }
});

test('a process is dead to those who would see it, and unknown to all others', async () => {
  const self = await thisProcess();
  expect(await lifeOf({ ...self, startTicks: '1' })).toBe('dead');
  expect(await lifeOf({ ...self, bootId: 'of another boot' })).toBe('unknown');
  expect(await lifeOf({ ...self, pidNamespace: 'pid:[1]' })).toBe('unknown');
});
