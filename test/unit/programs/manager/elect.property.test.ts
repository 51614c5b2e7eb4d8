import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  containsGtidSet,
  formatGtidSet,
  type GtidSet,
  parseGtidSet,
  uniteGtidSets,
} from '../../../../src/formats/gtid.ts';
import { elect, leftToApply, type Stopped } from '../../../../src/programs/manager/decide/elect.ts';
import { transactionsOf } from '../../../../src/programs/manager/decide/facts.ts';
import type { Priority, Rules } from '../../../../src/programs/manager/decide/rules.ts';
import { beginTerm, initialState } from '../../../../src/programs/manager/decide/state.ts';
import { modelRules } from './model-cluster.ts';
import { replica } from './stopped.ts';

const uuid = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const names = ['db2', 'db3', 'db4'] as const;

/** What a replica of db1 has: it executed the first so many, received more, and lacks a few as a broken one might. */
const life = fc.record({
  executed: fc.integer({ min: 0, max: 12 }),
  received: fc.integer({ min: 0, max: 12 }),
  hole: fc.option(fc.integer({ min: 1, max: 12 }), { freq: 5 }),
  applier: fc.constantFrom('on' as const, 'on' as const, 'off' as const),
  priority: fc.constantFrom<Priority[]>('neutral', 'neutral', 'prefer', 'never'),
  maintenance: fc.constantFrom(false, false, false, true),
});
const lives = fc.tuple(life, life, life);

function setOf(first: number, last: number, hole: number | null): GtidSet {
  const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  return parseGtidSet(
    numbers
      .filter((one) => one !== hole)
      .map((one) => `${uuid}:${one}`)
      .join(','),
  );
}

type Life = typeof life extends fc.Arbitrary<infer Value> ? Value : never;

function stoppedOf(own: Life, index: number): Stopped {
  const executed = formatGtidSet(setOf(1, own.executed, own.hole));
  const received = formatGtidSet(setOf(own.executed + 1, own.received, own.hole));
  const one = replica(names[index] ?? '', executed, received, own.applier);
  return { ...one, state: { ...one.state, superReadOnly: !own.maintenance } };
}

function electionOf(three: readonly Life[]) {
  const stopped = three.map(stoppedOf);
  const rules: Rules = {
    ...modelRules,
    nodes: ['db1', ...names],
    priorities: Object.fromEntries(three.map(({ priority }, index) => [names[index], priority])),
  };
  const term = beginTerm(initialState(0), 'db1', names);
  const all = uniteGtidSets(...stopped.map(({ state }) => transactionsOf(state)));
  const complete = stopped.filter(({ state }) => containsGtidSet(transactionsOf(state), all));
  const eligible = complete.filter(
    ({ node, state }) => rules.priorities[node] !== 'never' && state.superReadOnly,
  );
  return { stopped, rules, complete, eligible, election: elect(stopped, term, rules, { from: 'db1' }) };
}

test('who is elected, or may lead in its place, has every transaction that any of them received', () => {
  fc.assert(
    fc.property(lives, (three) => {
      const { election, eligible } = electionOf(three);
      const able = eligible.map(({ node }) => node);
      if ('refused' in election) {
        expect(able).toEqual([]);
        return;
      }
      expect(election.candidates[0]).toBe(election.elected);
      expect([...election.candidates].sort()).toEqual([...able].sort());
    }),
    { numRuns: 2000 },
  );
});

test('among those who have all, the one with the least to apply, where priority does not say otherwise', () => {
  const rank = { prefer: 0, neutral: 1, never: 2 };
  fc.assert(
    fc.property(lives, (three) => {
      const { election, eligible, rules } = electionOf(three);
      if ('refused' in election) return;
      const rankOf = ({ node }: Stopped) => rank[rules.priorities[node] ?? 'neutral'];
      const elected = eligible.find(({ node }) => node === election.elected);
      if (!elected) throw new Error('who is elected must be eligible');
      for (const other of eligible) {
        if (rankOf(other) > rankOf(elected)) continue;
        expect(rankOf(other)).toBe(rankOf(elected));
        const stuck = ({ state }: Stopped) => leftToApply(state) > 0 && state.source?.applier === 'off';
        if (stuck(other) && !stuck(elected)) continue;
        expect(stuck(elected)).toBe(stuck(other));
        expect(leftToApply(elected.state)).toBeLessThanOrEqual(leftToApply(other.state));
      }
    }),
    { numRuns: 2000 },
  );
});
