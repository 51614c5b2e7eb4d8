import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ModelCluster, modelRules, running } from './model-cluster.ts';

type NodeMishap = 'kill' | 'restart' | 'freeze' | 'thaw' | 'stop-applier' | 'work-on' | 'leave';

/** What may happen to a cluster between two moments; afterwards it runs for some ticks of 100 ms. */
type Mishap =
  | { readonly what: NodeMishap; readonly node: string }
  | { readonly what: 'cut' | 'heal'; readonly between: readonly [string, string] }
  | { readonly what: 'restart-manager' | 'heal-all' | 'proxy-away' | 'proxy-back' }
  | { readonly what: 'crash-promotions'; readonly after: number | null };

const node = fc.constantFrom(...modelRules.nodes);
const place = fc.constantFrom('manager', ...modelRules.nodes);
const mishap: fc.Arbitrary<Mishap> = fc.oneof(
  fc.record({
    what: fc.constantFrom<NodeMishap[]>(
      'kill',
      'restart',
      'restart',
      'freeze',
      'thaw',
      'stop-applier',
      'work-on',
      'leave',
    ),
    node,
  }),
  fc.record({ what: fc.constantFrom<('cut' | 'heal')[]>('cut', 'heal'), between: fc.tuple(place, place) }),
  fc.record({ what: fc.constantFrom('restart-manager' as const, 'heal-all' as const) }),
  fc.record({ what: fc.constantFrom('proxy-away' as const, 'proxy-back' as const) }),
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
  else if (event.what === 'proxy-away') cluster.proxyAnswers = false;
  else if (event.what === 'proxy-back') cluster.proxyAnswers = true;
  else if (event.what === 'restart') cluster.restart(event.node);
  else if ('node' in event) {
    const own = cluster.get(event.node);
    if (event.what === 'kill') own.up = false;
    if (event.what === 'freeze') own.frozen = true;
    if (event.what === 'thaw') own.frozen = false;
    if (event.what === 'work-on' && own.readOnly) Object.assign(own, { maintenance: true, receiving: false });
    if (event.what === 'leave') own.maintenance = false;
    if (event.what === 'stop-applier' && own.source !== null) own.applying = false;
  }
}

/** Each failover is completed right after it is routed, and to the same node; none is told twice. */
function expectCompletedOnceRouted({ told, decisions }: ModelCluster): void {
  const completed = told.flatMap(({ type, node: to }, index) =>
    type === 'failover-completed' ? [{ to, before: told[index - 1] }] : [],
  );
  for (const { to, before } of completed) expect(before).toEqual({ type: 'routed', node: to });
  const failovers = decisions.filter((one) => one.kind === 'install' && one.from !== null);
  expect(completed.length).toBeLessThanOrEqual(failovers.length);
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
        expectCompletedOnceRouted(cluster);
      }),
      { numRuns: 300 },
    );
  }, 180_000);
});
