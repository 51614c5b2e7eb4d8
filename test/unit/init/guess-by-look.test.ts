import { describe, expect, test } from 'vitest';
import { drafted, findingsOf, noFiles, questionsOf, written } from './resolved.ts';
import { guarded, leader, member, node, replica, route, seen } from './seen-states.ts';

const two = `
db1: &m { image: "mysql:8.4", environment: { MYSQL_ROOT_PASSWORD: x }, volumes: ["d:/var/lib/mysql"] }
db2: { <<: *m, container_name: shop-db2 }
`;
const withProxies = `${two}
lb1: &lb { image: "haproxy:3.2" }
lb2: { <<: *lb }
`;
const pair = [leader('db1'), replica('db2', 'db1')];

describe('the kind of replication', () => {
  const kindOf = (...nodes: Parameters<typeof seen>[0]) => {
    const draft = drafted(two, noFiles, seen(nodes));
    return { kind: written(draft).replication, findings: findingsOf(draft), questions: questionsOf(draft) };
  };

  test('a source without semisync is async', () => {
    expect(kindOf(...pair).kind).toBe('async');
  });

  test('semisync with a time-out that a drill can reach is a kind of its own, and a finding', () => {
    const { kind, findings } = kindOf(
      leader('db1', { semisyncTimeoutMs: 1000 }, guarded),
      replica('db2', 'db1', {}, guarded),
    );
    expect(kind).toBe('semisync-with-timeout');
    expect(findings).toContainEqual(
      expect.stringMatching(/timeout is 1\.00 s: when no replica acknowledges/),
    );
  });

  test('semisync that waits for good', () => {
    const { kind } = kindOf(
      leader('db1', { semisyncTimeoutMs: 4_294_967_295 }, guarded),
      replica('db2', 'db1', {}, guarded),
    );
    expect(kind).toBe('semisync');
  });

  test('semisync to which no replica answers is asked about', () => {
    const { questions } = kindOf(leader('db1', {}, guarded), replica('db2', 'db1'));
    expect(questions).toContainEqual(expect.stringContaining('no replica is set to acknowledge'));
  });

  test.each([
    [true, 'group-replication'],
    [false, 'group-replication-multi'],
  ])('members of a group, single-primary %s', (single, kind) => {
    const other = single ? 'SECONDARY' : 'PRIMARY';
    const draft = drafted(
      two,
      noFiles,
      seen([member('db1', 'PRIMARY', single), member('db2', other, single)]),
    );
    expect(written(draft)).toMatchObject({ replication: kind, failover: { tool: 'group' } });
  });

  test('nobody follows anybody: a question, and no claim', () => {
    const strangers = seen([leader('db1'), leader('db2')], {
      primary: undefined,
      trouble: { what: 'no-primary', text: 'Nobody led.' },
    });
    const draft = drafted(two, noFiles, strangers);
    expect(questionsOf(draft)).toContainEqual(expect.stringContaining('how is replication set up?'));
    expect(draft.text).toContain('# Nobody led.');
  });

  test('a source is called by the name of its service, whatever name the replica has for it', () => {
    const draft = drafted(two, noFiles, seen([replica('db1', 'shop-db2'), leader('db2')]));
    expect(draft.text).toContain('# db1: super_read_only, replicates from db2, version 8.4.3.');
  });
});

describe('nodes', () => {
  test('a server that has no part in the replication of the others is left out, and asked about', () => {
    const services = `${two}backend: { image: "mysql:8.4", environment: { MYSQL_ROOT_PASSWORD: x } }\n`;
    const draft = drafted(services, noFiles, seen([...pair, leader('backend')], { primary: 'db1' }));
    expect(written(draft).nodes).toEqual(['db1', 'db2']);
    expect(questionsOf(draft)).toContainEqual(expect.stringContaining('is backend a node?'));
  });

  test('one that has ended is none', () => {
    const draft = drafted(two, noFiles, seen([leader('db1')], { ended: [{ service: 'db2', exitCode: 1 }] }));
    expect(written(draft).nodes).toEqual(['db1']);
    expect(draft.text).toContain('# db2 ended with exit code 1.');
  });

  test('a replica that accepts writes is a finding, and so is one that only has read_only', () => {
    const open = replica('db2', 'db1', { readOnly: 'off' }, { acceptsWrites: true });
    expect(findingsOf(drafted(two, noFiles, seen([leader('db1'), open])))).toContainEqual(
      expect.stringContaining('db2 replicates and accepts writes'),
    );
    const weak = replica('db2', 'db1', { readOnly: 'read_only' });
    expect(findingsOf(drafted(two, noFiles, seen([leader('db1'), weak])))).toContainEqual(
      expect.stringContaining('db2 has read_only, not super_read_only'),
    );
  });

  test('one that could not be asked is asked about with what it said', () => {
    const mute = { name: 'db2', state: undefined, setUp: undefined, says: 'Access denied' };
    expect(questionsOf(drafted(two, noFiles, seen([leader('db1'), mute])))).toContainEqual(
      'why could db2 not be asked? It said: Access denied',
    );
  });
});

describe('endpoints', () => {
  const endpoints = (...routes: ReturnType<typeof route>[]) => {
    const draft = drafted(withProxies, noFiles, seen(pair, { routes }));
    const { endpoints: found, proxy } = written(draft);
    return { endpoints: found, proxy, questions: questionsOf(draft) };
  };

  test('the port that leads to the primary every time is for writes, the one that leads to replicas for reads', () => {
    const found = endpoints(route('lb1', 5001, 'db2', 'db2'), route('lb1', 5000, 'db1', 'db1'));
    expect(found).toMatchObject({
      endpoints: { write: { service: 'lb1', port: 5000 }, read: { service: 'lb1', port: 5001 } },
      proxy: { service: 'lb1' },
    });
  });

  test('a port that leads to the primary only sometimes is not for writes', () => {
    const found = endpoints(route('lb1', 5000, 'db1', 'db2'), route('lb2', 5000, 'db1', null));
    expect(found.endpoints).toEqual({ write: { service: 'db1', port: 3306 } });
  });

  test('two proxies that lead alike: both, and a question', () => {
    const found = endpoints(route('lb1', 3306, 'db1', 'db1'), route('lb2', 3306, 'db1', 'db1'));
    expect(found.endpoints).toEqual({ write: { services: ['lb1', 'lb2'], port: 3306 } });
    expect(found.questions).toContainEqual(expect.stringContaining('lb1 and lb2 lead there alike'));
  });

  test('two ports that lead to the primary: one, and a question', () => {
    const found = endpoints(route('lb1', 3306, 'db1', 'db1'), route('lb1', 6446, 'db1', 'db1'));
    expect(found.endpoints).toEqual({ write: { service: 'lb1', port: 3306 } });
    expect(found.questions).toContainEqual('lb1:6446 lead there, too. Which do applications use?');
  });

  test('an address that moves stands before the proxies', () => {
    const routes = [
      route('lb1', 3306, 'db1', 'db1'),
      { address: '10.0.0.100', port: 3306, led: ['db1', 'db1'], error: undefined },
    ];
    const floating = [{ address: '10.0.0.100', owner: 'lb1' }];
    const draft = drafted(withProxies, noFiles, seen(pair, { routes, floating }));
    expect(written(draft).endpoints).toEqual({ write: { address: '10.0.0.100', port: 3306 } });
    expect(questionsOf(draft)).toContainEqual(expect.stringContaining('lb1:3306 leads there, too'));
    expect(draft.text).toContain('10.0.0.100 is an address that Docker gave to nobody; lb1 holds it.');
  });

  test('a proxy that lets in its own accounts alone is gone past, with the reason', () => {
    const refused = {
      service: 'lb1',
      port: 6033,
      led: [null],
      error: "Access denied for user 'ha_drill_admin'",
    };
    const found = endpoints(refused);
    expect(found.proxy).toBeUndefined();
    expect(found.questions).toContainEqual(
      expect.stringContaining('lb1:6033 lets no account of ha-drill in'),
    );
  });

  test('a proxy that leads nowhere is asked about', () => {
    expect(endpoints().questions).toContainEqual(
      'lb1 is HAProxy, and no port of it led to a server. Which one does, and when?',
    );
    const quoted = seen(pair, { said: { lb1: 'Server all/db is DOWN' } });
    expect(questionsOf(drafted(withProxies, noFiles, quoted))).toContainEqual(
      expect.stringMatching(/^lb1 is HAProxy.* It logged last: Server all\/db is DOWN$/),
    );
  });

  test('in a group in which all lead, a port may lead to any of them', () => {
    const all = seen([member('db1', 'PRIMARY', false), member('db2', 'PRIMARY', false)], {
      routes: [route('lb1', 3306, 'db1', 'db2')],
    });
    expect(written(drafted(withProxies, noFiles, all)).endpoints).toEqual({
      write: { service: 'lb1', port: 3306 },
    });
  });
});

describe('failover', () => {
  test('nobody is a finding, and names the restart policy', () => {
    const services = two.replace('environment', 'restart: always, environment');
    expect(findingsOf(drafted(services, noFiles, seen(pair)))).toContainEqual(
      expect.stringMatching(/nobody is in charge of failover.*starts db1 and db2 again/),
    );
  });

  test('two tools: the first, and a question', () => {
    const services = `${two}o: { image: percona/percona-orchestrator }\nr: { image: signal18/replication-manager }\n`;
    const draft = drafted(services, noFiles, seen(pair));
    expect(written(draft).failover).toMatchObject({ services: ['o'] });
    expect(questionsOf(draft)).toContainEqual('r is replication-manager. Which of them fails over?');
  });

  test('MaxScale that fails over is the tool, and no proxy beside it', () => {
    const services = `${two}max: { image: mariadb/maxscale }\n`;
    const files = {
      ...noFiles,
      mounted: { max: [{ path: '/etc/maxscale.cnf', text: 'auto_failover=true' }] },
    };
    const draft = drafted(services, files, seen(pair, { routes: [route('max', 4006, 'db1', 'db1')] }));
    expect(written(draft)).toMatchObject({
      endpoints: { write: { service: 'max', port: 4006 } },
      failover: { tool: 'other', services: ['max'] },
    });
    expect(written(draft)).not.toHaveProperty('proxy');
  });

  test('a primary that would come back writable is a finding where somebody else may lead by then', () => {
    const services = `${two}o: { image: percona/percona-orchestrator }\n`;
    const nodes = [leader('db1', { startsWritable: true }), replica('db2', 'db1')];
    expect(findingsOf(drafted(services, noFiles, seen(nodes)))).toContainEqual(
      expect.stringContaining('db1 starts writable'),
    );
  });
});

describe('volumes', () => {
  const at = (folder: string, mounts: string, binlogFolder = folder) => {
    const services = two.replace('["d:/var/lib/mysql"]', mounts);
    const nodes = ['db1', 'db2'].map((name, index) =>
      node(name, { acceptsWrites: index === 0 }, { dataFolder: folder, binlogFolder }),
    );
    return written(drafted(services, noFiles, seen(nodes))).volumes;
  };

  test('the usual place is not written', () => {
    expect(at('/var/lib/mysql', '["d:/var/lib/mysql"]')).toBeUndefined();
  });

  test('another mount point that holds the data folder of the servers', () => {
    expect(at('/bitnami/mysql/data', '["d:/bitnami/mysql"]')).toEqual({ data: '/bitnami/mysql' });
  });

  test('binary logs on a volume of their own', () => {
    expect(at('/var/lib/mysql', '["d:/var/lib/mysql", "b:/binlogs"]', '/binlogs/log')).toEqual({
      binlog: '/binlogs',
    });
  });
});
