import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelCluster, modelRules } from './model-cluster.ts';

type NodeMishap = 'kill' | 'restart' | 'freeze' | 'thaw' | 'stop-applier';

/** What may happen to a cluster between two moments; afterwards it runs for some ticks of 100 ms. */
type Mishap =
  | { readonly what: NodeMishap; readonly node: string }
  | { readonly what: 'cut' | 'heal'; readonly between: readonly [string, string] }
  | { readonly what: 'restart-manager' | 'heal-all' }
  | { readonly what: 'crash-promotions'; readonly after: number | null };

const node = fc.constantFrom(...modelRules.nodes);
const place = fc.constantFrom('manager', ...modelRules.nodes);
const mishap: fc.Arbitrary<Mishap> = fc.oneof(
  fc.record({
    what: fc.constantFrom<NodeMishap[]>('kill', 'restart', 'restart', 'freeze', 'thaw', 'stop-applier'),
    node,
  }),
  fc.record({ what: fc.constantFrom<('cut' | 'heal')[]>('cut', 'heal'), between: fc.tuple(place, place) }),
  fc.record({ what: fc.constantFrom<('restart-manager' | 'heal-all')[]>('restart-manager', 'heal-all') }),
  fc.record({
    what: fc.constant('crash-promotions' as const),
    after: fc.option(fc.integer({ min: 0, max: 4 })),
  }),
);
/** Often one mishap follows another before the manager has done anything about the first. */
const ticks = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.integer({ min: 5, max: 16 }),
  fc.integer({ min: 17, max: 60 }),
);
const story = fc.array(fc.tuple(mishap, ticks), { maxLength: 30 });

function befall(cluster: ModelCluster, event: Mishap): void {
  if ('between' in event) {
    const link = [...event.between].sort().join('|');
    if (event.what === 'cut') cluster.broken.add(link);
    else cluster.broken.delete(link);
  } else if (event.what === 'crash-promotions') cluster.crashAfter = event.after;
  else if (event.what === 'restart-manager') cluster.restartManager();
  else if (event.what === 'heal-all') cluster.broken.clear();
  else if (event.what === 'restart') cluster.restart(event.node);
  else if ('node' in event) {
    const own = cluster.get(event.node);
    if (event.what === 'kill') own.up = false;
    if (event.what === 'freeze') own.frozen = true;
    if (event.what === 'thaw') own.frozen = false;
    if (event.what === 'stop-applier' && own.source !== null) own.applying = false;
  }
}

function running(): ModelCluster {
  const cluster = new ModelCluster();
  cluster.run(30);
  expect(cluster.state.primary).toBe('db1');
  expect(cluster.acknowledged.size).toBeGreaterThan(0);
  return cluster;
}

describe('whatever happens to a cluster', () => {
  test('no acknowledged transaction is lost, nobody is elected who lacks what another has, no two primaries', () => {
    fc.assert(
      fc.property(story, (events) => {
        const cluster = running();
        for (const [event, count] of events) {
          befall(cluster, event);
          cluster.run(count);
          expect(cluster.violations).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  }, 180_000);
});
