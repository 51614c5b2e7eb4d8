import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replicationNames } from '../../../../src/engine/replication/kinds.ts';
import type { DrillRecord } from '../../../../src/history/record.ts';
import type { Sample } from '../../../../src/history/schema.ts';
import { atEndOf } from '../../../../src/judge/checks/final-states.ts';
import { singleWritablePrimary } from '../../../../src/judge/checks/single-writable-primary.ts';
import { standbysOf } from '../../../../src/judge/measure/standbys.ts';
import { unsteadyReasons } from '../../../../src/judge/measure/steadiness.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const drill = plantDrill();
const refused = 'connect ECONNREFUSED 10.0.0.3:3306';
const silent = 'connect ETIMEDOUT';

/** The planted drill on a shared volume, with these answers of `db3` in the place of its own. */
function sharedWith(db3: (own: Sample, index: number) => Sample, replication = 'shared-volume'): DrillRecord {
  const { manifest } = drill;
  return {
    ...drill,
    manifest: { ...manifest, topology: { ...manifest.topology, replication } },
    samples: drill.samples.map((sample, index) => (sample.node === 'db3' ? db3(sample, index) : sample)),
    finals: drill.finals.filter(({ node }) => node !== 'db3'),
  };
}

const without = (error: string) => (own: Sample) => ({ ...own, state: null, error });
const lastOfDb3 = drill.samples.findLastIndex(({ node }) => node === 'db3');

describe('a node stands by', () => {
  test('where its host refused connections when it was last asked, and not where it was silent or answered', () => {
    expect([...standbysOf(sharedWith(without(refused)))]).toEqual(['db3']);
    expect([...standbysOf(sharedWith(without(silent)))]).toEqual([]);
    expect([...standbysOf(sharedWith((own) => own))]).toEqual([]);
    const silentAtLast = sharedWith((own, index) => without(index === lastOfDb3 ? silent : refused)(own));
    expect([...standbysOf(silentAtLast)]).toEqual([]);
    expect([...standbysOf({ ...drill, samples: [] })]).toEqual([]);
  });

  test('in no other kind of replication', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...replicationNames),
        fc.constantFrom(refused, silent, 'ER_ACCESS_DENIED'),
        (kind, error) => {
          const standbys = standbysOf(sharedWith(without(error), kind));
          expect(standbys.has('db3')).toBe(kind === 'shared-volume' && error === refused);
        },
      ),
    );
  });
});

describe('nothing is missing of a node that stands by, and of a silent one everything', () => {
  test('its rows at the end', () => {
    expect(atEndOf(sharedWith(without(refused))).missing).toEqual([]);
    expect(atEndOf(sharedWith(without(silent))).missing).toEqual(['db3']);
  });

  test('its samples, for whether two nodes accepted writes', () => {
    expect(singleWritablePrimary.judge(sharedWith(without(refused))).verdict).toBe('pass');
    expect(singleWritablePrimary.judge(sharedWith(without(silent)))).toMatchObject({
      verdict: 'inconclusive',
      summary: 'db3 never answered a sample',
    });
  });

  test('its answers in the baseline', () => {
    expect(unsteadyReasons(drill).join()).not.toContain('db3');
    expect(unsteadyReasons(sharedWith(without(refused)))).toEqual(unsteadyReasons(drill));
    expect(unsteadyReasons(sharedWith(without(silent))).join()).toContain('db3 did not answer');
  });
});
