import { describe, expect, test } from 'vitest';
import { type ModelCluster, modelRules, running } from './model-cluster.ts';

describe('a former primary that lost its own tail', () => {
  /** It committed, its replicas have it, and a power loss took it: what was not synced is gone. */
  function lose(cluster: ModelCluster, name: string, count: number): string {
    const own = cluster.get(name);
    const lost = [...own.committed].filter((gtid) => gtid.startsWith(own.uuid)).slice(-count);
    for (const gtid of lost) own.committed.delete(gtid);
    const numbers = lost.map((gtid) => Number(gtid.split(':')[1]));
    return `${own.uuid}:${count === 1 ? numbers[0] : `${numbers[0]}-${numbers.at(-1)}`}`;
  }

  test.each([1, 3])('%i transactions: it is named and kept out, until it is copied anew', (count) => {
    const cluster = running();
    cluster.run(2);
    cluster.get('db1').up = false;
    cluster.run(20);
    const lost = lose(cluster, 'db1', count);
    cluster.restart('db1');
    cluster.run(40);
    expect(cluster.state.lostTails).toEqual({ db1: lost });
    expect(cluster.get('db1').source).toBeNull();
    expect(cluster.state.followers).not.toContain('db1');
    expect(cluster.told.filter(({ type }) => type === 'lost-own-tail')).toEqual([
      { type: 'lost-own-tail', node: 'db1' },
    ]);
    for (const gtid of cluster.get('db2').committed) cluster.get('db1').committed.add(gtid);
    cluster.run(20);
    expect(cluster.state.lostTails).toEqual({});
    expect(cluster.state.followers).toContain('db1');
  });

  test('when the power of all failed, whoever has the tail is opened, and does not get it as a replica', () => {
    const cluster = running();
    cluster.run(2);
    for (const name of modelRules.nodes) cluster.get(name).up = false;
    cluster.run(10);
    const lost = lose(cluster, 'db1', 2);
    for (const name of modelRules.nodes) cluster.restart(name);
    cluster.run(20);
    expect(cluster.state.primary).toBe('db2');
    expect(cluster.state.followers).toEqual(['db3']);
    expect(cluster.state.lostTails).toEqual({ db1: lost });
    expect(cluster.get('db1').receiving).toBe(false);
    expect(cluster.violations).toEqual([]);
  });

  test('found by a new manager as a replica, it is named as well', () => {
    const cluster = running();
    cluster.get('db1').up = false;
    cluster.run(20);
    const lost = lose(cluster, 'db1', 1);
    cluster.restart('db1');
    Object.assign(cluster.get('db1'), { source: 'db2', receiving: true, retrieved: new Set() });
    cluster.restartManager();
    cluster.run(60);
    expect(cluster.state.lostTails).toEqual({ db1: lost });
  });
});
