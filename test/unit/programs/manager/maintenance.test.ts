import { describe, expect, test } from 'vitest';
import { type ModelCluster, running } from './model-cluster.ts';

describe('a node that somebody works on', () => {
  const repairsOf = (cluster: ModelCluster, node: string): string[] =>
    cluster.decisions.flatMap((decision) =>
      decision.kind === 'repair'
        ? decision.repairs.filter((one) => one.node === node).map(({ kind }) => kind)
        : [],
    );

  test('is left alone however it is stopped, and rejoins when that is over', () => {
    const cluster = running();
    const own = cluster.get('db3');
    own.maintenance = true;
    Object.assign(own, { receiving: false, applying: false });
    cluster.run(30);
    Object.assign(own, { source: null });
    cluster.run(30);
    expect(repairsOf(cluster, 'db3')).toEqual([]);
    expect(cluster.told.filter(({ type }) => type === 'left-alone')).toEqual([
      { type: 'left-alone', node: 'db3' },
    ]);
    own.maintenance = false;
    cluster.run(30);
    expect(repairsOf(cluster, 'db3')).toEqual(['rejoin']);
  });

  test('a stopped replica that nobody works on is resumed', () => {
    const cluster = running();
    Object.assign(cluster.get('db3'), { receiving: false, applying: false });
    cluster.run(10);
    expect(repairsOf(cluster, 'db3')).toEqual(['resume']);
  });

  test('it is neither promoted nor pointed at the new primary', () => {
    const cluster = running();
    cluster.get('db2').maintenance = true;
    cluster.run(10);
    cluster.get('db1').up = false;
    cluster.run(30);
    expect(cluster.state.primary).toBe('db3');
    expect(cluster.get('db2').source).toBe('db1');
    expect(cluster.state.followers).toEqual([]);
  });
});
