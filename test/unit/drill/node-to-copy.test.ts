import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeToCopy, stuckMs } from '../../../src/drill/node-to-copy.ts';
import type { Sample } from '../../../src/history/schema.ts';
import { semisyncOf, uuidOf } from '../../support/parts.ts';
import { gtids, looksAt, primary, replica, samplesOf } from '../judge/measure/looks.ts';

const all = gtids(1, 100);
const foreign = `${uuidOf(9)}:1`;
const none: ReadonlySet<string> = new Set();
const leader = samplesOf(1, [0, primary(all)], [3000, primary(all)]);
const still = (serverId: number, state: Parameters<typeof samplesOf>[1][1]) =>
  samplesOf(serverId, [0, state], [2990, state]);
const healthy = still(3, replica(all));
/** A node that follows nobody. */
const alone = (executed: string) => ({ executed });

type Options = { policy?: 'if-errant' | 'if-needed'; acknowledged?: boolean; except?: ReadonlySet<string> };
const next = (
  nodes: readonly (readonly Sample[])[],
  { policy = 'if-needed', acknowledged = true, except = none }: Options = {},
) => nodeToCopy(looksAt(nodes), policy, acknowledged, except);

describe('an errant node', () => {
  test('is copied anew, by exactly what its primary lacks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), (errant) => {
        const executed = errant === 0 ? all : `${all},${uuidOf(9)}:1-${errant}`;
        const found = next([leader, still(2, alone(executed)), healthy], { policy: 'if-errant' });
        const set = errant === 1 ? foreign : `${uuidOf(9)}:1-${errant}`;
        expect(found).toEqual(
          errant === 0
            ? undefined
            : {
                node: 'db2',
                primary: 'db1',
                gtids: set,
                why: `it has transactions that the primary lacks (${set})`,
                primaryHangs: false,
              },
        );
      }),
    );
  });

  test('also where they are the primary’s own, which it lost: but not while its commits wait', () => {
    const ahead = still(2, alone(gtids(1, 102)));
    expect(next([leader, ahead, healthy])).toMatchObject({ node: 'db2', gtids: `${uuidOf(1)}:101-102` });
    const waiting = { ...primary(all), semisync: semisyncOf({ waiting: 1 }) };
    expect(next([still(1, waiting), samplesOf(2, [0, alone(gtids(1, 102))]), healthy])).toBeUndefined();
  });

  test('that replicates has its turn only while another one is there to acknowledge', () => {
    const errant = still(2, replica(`${all},${foreign}`));
    expect(next([leader, errant, healthy])).toMatchObject({ node: 'db2' });
    expect(next([leader, errant])).toBeUndefined();
    expect(next([leader, errant, still(3, replica(all, 2))])).toBeUndefined();
    expect(next([leader, errant, still(3, replica(all, 1, { receiver: 'connecting' }))])).toBeUndefined();
    expect(next([leader, errant], { acknowledged: false })).toMatchObject({ node: 'db2' });
  });

  test('that replicates comes after one that does not', () => {
    const kept = still(3, alone(`${all},${uuidOf(8)}:1`));
    expect(next([leader, still(2, replica(`${all},${foreign}`)), kept])).toMatchObject({ node: 'db3' });
  });

  test('is left alone while it rests after a try, does not answer, or nobody leads', () => {
    const errant = still(2, alone(`${all},${foreign}`));
    expect(next([leader, errant, healthy], { except: new Set(['db2']) })).toBeUndefined();
    expect(
      next([leader, samplesOf(2, [0, alone(`${all},${foreign}`)], [2990, null]), healthy]),
    ).toBeUndefined();
    expect(next([samplesOf(1, [0, primary(all)], [3000, null]), errant, healthy])).toBeUndefined();
  });
});

describe('a node that cannot catch up is copied anew if needed, and not if errant', () => {
  const purged = {
    receiver: 'off' as const,
    logsPurged: true,
    receiverError:
      "error 13114: Got fatal error 1236 from source when reading data from binary log: 'Cannot replicate because the source purged required binary logs. ...'",
  };
  const stopped = { applier: 'off' as const, applierError: 'error 1146: no such table' };
  const own = gtids(2, 9);
  const cases = [
    ['its logs were purged', still(2, replica(`${gtids(1, 50)},${own}`, 1, purged)), /1236/],
    [
      'it lost a tail of its own, although it replicates',
      still(2, replica(`${all},${gtids(2, 7)}`)),
      /:8-9\), which it never fetches/,
    ],
    [
      'its applier stays where it stopped',
      samplesOf(
        2,
        [0, replica(`${all},${own}`, 1, stopped)],
        [stuckMs, replica(`${all},${own}`, 1, stopped)],
      ),
      /does not go on: error 1146/,
    ],
  ] as const;
  const leads = primary(`${all},${own}`);
  const leading = samplesOf(1, [0, leads], [3000, leads], [stuckMs + 5, leads]);

  test.each(cases)('%s', (_, away, why) => {
    const nodes = [leading, away, healthy];
    expect(next(nodes)).toMatchObject({ node: 'db2', why: expect.stringMatching(why) });
    expect(next(nodes, { policy: 'if-errant' })).toBeUndefined();
  });

  test('not when it is only late, connects, or its applier stopped a moment ago', () => {
    const connecting = { receiver: 'connecting' as const, receiverError: "error 2003: Can't connect" };
    for (const late of [
      still(2, replica(gtids(1, 50))),
      still(2, replica(gtids(1, 50), 1, connecting)),
      samplesOf(2, [1, replica(all, 1, stopped)], [stuckMs, replica(all, 1, stopped)]),
      samplesOf(2, [0, replica(gtids(1, 99), 1, stopped)], [stuckMs, replica(all, 1, stopped)]),
    ])
      expect(next([leader, late, healthy])).toBeUndefined();
  });
});

test('a primary whose commits wait hangs where nobody replicates from it; one whose do not wait never does', () => {
  const errant = still(2, alone(`${all},${foreign}`));
  expect(next([leader, errant, healthy])?.primaryHangs).toBe(false);
  expect(next([leader, errant, still(3, alone(all))])?.primaryHangs).toBe(true);
  expect(next([leader, errant, still(3, alone(all))], { acknowledged: false })?.primaryHangs).toBe(false);
});

test('what others made is errant also while the commits of the primary hang: two such replicas would wait for ever', () => {
  const hanging = { ...primary(all), semisync: semisyncOf({ waiting: 8 }) };
  const stuck = samplesOf(1, [0, hanging], [3000, hanging]);
  const nodes = [stuck, still(2, alone(`${all},${foreign}`)), still(3, alone(`${all},${uuidOf(8)}:1`))];
  expect(next(nodes)).toMatchObject({ node: 'db2', gtids: foreign, primaryHangs: true });
});
