import { describe, expect, test } from 'vitest';
import { ModelCluster, modelRules, running } from './model-cluster.ts';

function isolate(cluster: ModelCluster, place: string): void {
  for (const other of ['manager', ...modelRules.nodes]) cluster.broken.add([place, other].sort().join('|'));
}

/** What was done besides repairs, as `why:new primary`. */
function installs(cluster: ModelCluster): string[] {
  return cluster.decisions.flatMap((decision) => (decision.kind === 'install' ? [decision.why] : []));
}

describe('forming', () => {
  test('a cluster is formed once every node answers', () => {
    const cluster = new ModelCluster();
    cluster.get('db3').up = false;
    cluster.run(30);
    expect(cluster.state.primary).toBeNull();
    cluster.restart('db3');
    cluster.run(2);
    expect(cluster.state.primary).toBe('db1');
    expect(cluster.state.followers).toEqual(['db2', 'db3']);
  });

  test('a manager that starts takes over a running cluster and changes nothing', () => {
    const cluster = running();
    cluster.restartManager();
    cluster.run(50);
    expect(cluster.state.primary).toBe('db1');
    expect(cluster.decisions).toEqual([]);
  });

  test('after a power loss of all, the primary is opened again', () => {
    const cluster = running();
    for (const name of modelRules.nodes) cluster.get(name).up = false;
    cluster.run(30);
    for (const name of modelRules.nodes) cluster.restart(name);
    cluster.run(5);
    expect(installs(cluster)).toEqual(['reopen']);
    expect(cluster.get('db1').readOnly).toBe(false);
    expect(cluster.violations).toEqual([]);
  });
});

describe('a primary that fails', () => {
  test.each(['killed', 'frozen', 'isolated'])('%s: another one takes over, about confirmMs later', (how) => {
    const cluster = running();
    if (how === 'killed') cluster.get('db1').up = false;
    if (how === 'frozen') cluster.get('db1').frozen = true;
    if (how === 'isolated') isolate(cluster, 'db1');
    cluster.run(8);
    expect(installs(cluster)).toEqual([]);
    cluster.run(4);
    expect(installs(cluster)).toEqual(['dead']);
    expect(cluster.state.primary).toBe('db2');
  });

  test('back with a transaction nobody acknowledged, it is kept out and the transaction named', () => {
    const cluster = running();
    for (const replica of ['db2', 'db3']) cluster.broken.add(`db1|${replica}`);
    cluster.run(5);
    cluster.get('db1').up = false;
    cluster.run(20);
    cluster.broken.clear();
    cluster.restart('db1');
    cluster.run(20);
    expect(cluster.state.primary).toBe('db2');
    expect(cluster.get('db1').source).toBeNull();
    expect(cluster.state.errant.db1).toMatch(/^0{8}-0000-0000-0000-0{12}:\d+/);
  });

  test('back clean, it replicates again', () => {
    const cluster = running();
    cluster.get('db1').up = false;
    cluster.run(20);
    cluster.restart('db1');
    cluster.run(20);
    expect(cluster.get('db1').source).toBe('db2');
    expect(cluster.state.followers).toContain('db1');
  });

  test('cut off from its replicas only, it is replaced', () => {
    const cluster = running();
    for (const replica of ['db2', 'db3']) cluster.broken.add(`db1|${replica}`);
    cluster.run(24);
    expect(installs(cluster)).toEqual([]);
    cluster.run(4);
    expect(installs(cluster)).toEqual(['cut-off']);
    expect(cluster.get('db1').readOnly).toBe(true);
  });
});

describe('a replica that lags on purpose', () => {
  const rules = { ...modelRules, delays: { db3: 3600 } };

  test('replicates, has no say when the primary dies, and follows the new one', () => {
    const cluster = running(rules);
    expect(cluster.state.followers).toEqual(['db2']);
    cluster.run(40);
    expect(cluster.get('db3').source).toBe('db1');
    cluster.get('db1').up = false;
    cluster.run(30);
    expect(cluster.state.primary).toBe('db2');
    expect(cluster.state.followers).toEqual([]);
    expect(cluster.get('db3').source).toBe('db2');
  });

  test('is not promoted, though nobody else is left', () => {
    const cluster = running(rules);
    cluster.get('db2').up = false;
    cluster.run(20);
    cluster.get('db1').up = false;
    cluster.run(40);
    expect(installs(cluster)).toEqual([]);
  });
});

describe('no failover', () => {
  test('for a break shorter than confirmMs', () => {
    const cluster = running();
    isolate(cluster, 'db1');
    cluster.run(8);
    cluster.broken.clear();
    cluster.run(50);
    expect(installs(cluster)).toEqual([]);
  });

  test.each([['db1'], ['db1', 'db2', 'db3']])('when only the manager is cut off, from %s', (...nodes) => {
    const cluster = running();
    for (const name of nodes) cluster.broken.add([name, 'manager'].sort().join('|'));
    cluster.run(100);
    expect(installs(cluster)).toEqual([]);
    expect(cluster.state.refused).not.toBeNull();
  });

  test('when an asynchronous primary is cut off from its replicas: clients still write', () => {
    const cluster = running({ ...modelRules, acknowledgements: 0 });
    for (const replica of ['db2', 'db3']) cluster.broken.add(`db1|${replica}`);
    cluster.run(100);
    expect(installs(cluster)).toEqual([]);
    cluster.get('db1').up = false;
    cluster.run(20);
    expect(installs(cluster)).toEqual(['dead']);
  });

  test('when the replicas are lost: writes wait', () => {
    const cluster = running();
    for (const replica of ['db2', 'db3']) cluster.get(replica).up = false;
    cluster.run(100);
    expect(installs(cluster)).toEqual([]);
  });

  test('when a replica that may have acknowledged is missing', () => {
    const cluster = running();
    cluster.get('db3').up = false;
    cluster.run(20);
    cluster.get('db1').up = false;
    cluster.run(40);
    expect(installs(cluster)).toEqual([]);
    expect(cluster.state.refused).toContain('1 of the 2 replicas of db1 are at hand');
  });

  test('unless told to allow data loss', () => {
    const cluster = running({ ...modelRules, allowDataLoss: true });
    cluster.get('db3').up = false;
    cluster.run(20);
    cluster.get('db1').up = false;
    cluster.run(40);
    expect(installs(cluster)).toEqual(['dead']);
  });

  test('within the anti-flap period of the last one', () => {
    const cluster = running({ ...modelRules, minFailoverIntervalMs: 60_000 });
    cluster.get('db1').up = false;
    cluster.run(20);
    cluster.restart('db1');
    cluster.run(30);
    cluster.get('db2').up = false;
    cluster.run(50);
    expect(installs(cluster)).toEqual(['dead']);
    expect(cluster.state.refused).toContain('anti-flap');
  });
});

describe('a planned change of primary', () => {
  const rules = { ...modelRules, minFreeDiskBytes: 1000, priorities: { db2: 'never' as const } };

  function switchovers(cluster: ModelCluster): string[] {
    return cluster.decisions.flatMap((one) =>
      one.kind === 'switchover' ? [`${one.from} to ${one.to}`] : [],
    );
  }

  test('is decided when the disk of the primary is nearly full, and not again at once', () => {
    const cluster = running(rules);
    cluster.get('db1').freeDiskBytes = 999;
    cluster.run(10);
    expect(switchovers(cluster)).toEqual(['db1 to db3']);
  });

  test('not to a node whose disk is as full', () => {
    const cluster = running(rules);
    for (const name of modelRules.nodes) cluster.get(name).freeDiskBytes = 999;
    cluster.run(10);
    expect(switchovers(cluster)).toEqual([]);
  });

  test.each([
    [null, ['db1 to db3']],
    ['db3', ['db1 to db3']],
    ['db2', []],
    ['db1', []],
    ['db9', []],
  ])('is decided on request to %s, where that node is fit', (to, expected) => {
    const cluster = running(rules);
    cluster.state = { ...cluster.state, requested: { to, reason: 'requested' } };
    cluster.run(10);
    expect(switchovers(cluster)).toEqual(expected);
    expect(cluster.state.requested).toBeNull();
  });
});

describe('two failures', () => {
  test('a replica that restarted has forgotten what it acknowledged, and does not count', () => {
    const cluster = running();
    cluster.broken.add('db1|db3');
    cluster.get('db2').applying = false;
    cluster.run(10);
    cluster.restart('db2');
    cluster.get('db1').up = false;
    cluster.broken.clear();
    cluster.run(40);
    expect(installs(cluster)).toEqual([]);
    expect(cluster.state.refused).toContain('1 of the 2 replicas of db1 are at hand');
  });

  test('a replica that restarted and received again counts, though the primary dies at once', () => {
    const cluster = running();
    cluster.run(10);
    cluster.restart('db2');
    cluster.run(10);
    cluster.get('db1').up = false;
    cluster.run(40);
    expect(cluster.state.refused).toBeNull();
    expect(installs(cluster)).not.toEqual([]);
    expect(cluster.violations).toEqual([]);
  });

  test('the candidate dies while it promotes: the other one takes over if it lacks nothing', () => {
    const cluster = running();
    cluster.get('db1').up = false;
    cluster.crashAfter = 1;
    cluster.run(12);
    expect(cluster.state.primary).toBe('db1');
    cluster.crashAfter = null;
    cluster.get('db2').up = false;
    cluster.run(3);
    expect(cluster.state.primary).toBe('db3');
    expect(cluster.violations).toEqual([]);
  });

  test('the new primary dies before its replica has what only it had: nobody takes over', () => {
    const cluster = running();
    cluster.broken.add('db1|db3');
    cluster.run(8);
    cluster.get('db1').up = false;
    cluster.broken.add('db2|db3');
    cluster.run(13);
    expect(cluster.state.primary).toBe('db2');
    cluster.get('db2').up = false;
    cluster.run(60);
    expect(cluster.state.primary).toBe('db2');
    expect(cluster.state.refused).toContain('no node has all transactions: db3 lacks');
    expect(cluster.violations).toEqual([]);
  });

  test('receivers that started again may acknowledge again: what was sealed is so no longer', () => {
    const cluster = running();
    cluster.get('db1').frozen = true;
    cluster.crashAfter = 1;
    cluster.run(12);
    expect(cluster.state.sealed).toBe(true);
    cluster.get('db1').frozen = false;
    cluster.crashAfter = null;
    cluster.run(20);
    expect(cluster.state.sealed).toBe(false);
    cluster.broken.add('db1|db3');
    cluster.run(5);
    for (const name of ['db1', 'db2']) cluster.get(name).up = false;
    cluster.run(40);
    expect(cluster.state.primary).toBe('db1');
    expect(cluster.violations).toEqual([]);
  });
});
