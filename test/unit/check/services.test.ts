import { describe, expect, test } from 'vitest';
import { readKeepalived } from '../../../src/check/config/keepalived.ts';
import { readProxysql } from '../../../src/check/config/proxysql.ts';
import type { Mount, ServiceFacts, StackFacts } from '../../../src/check/facts.ts';
import { asksBySocket } from '../../../src/check/findings/starting.ts';
import {
  finding,
  found,
  haproxy,
  nodes,
  nothingRead,
  orchestrator,
  server,
  service,
  stack,
  withServers,
} from './planted.ts';

const listener = (lines: string, servers = ['db1', 'db2', 'db3']): string =>
  `defaults
  mode tcp
  timeout client 1h
  timeout server 1h
  default-server inter 1s fall 2 on-marked-down shutdown-sessions resolvers docker
listen writes
  bind *:3306
${lines}
${servers.map((name) => `  server ${name} ${name}:3306 check`).join('\n')}
`;

const asks = listener('  option external-check');
const routed = (text: string): StackFacts => stack({ configs: haproxy(text) });

describe('a proxy', () => {
  test('that asks who leads is well', () => expect(found(routed(asks))).toEqual([]));

  test.each([
    ['only connects', listener('  option tcp-check'), 'a check that only connects (tcp-check)'],
    ['only logs in', listener('  option mysql-check user ha'), 'mysql-check, which only logs in'],
    ['checks nothing', listener('').replaceAll(' check', ''), 'no check of db1, db2, db3'],
  ])('that %s routes to anything', (_, text, how) => {
    const one = finding(routed(text), 'proxy-routes-to-anything');
    expect(one).toMatchObject({ weight: 'serious', where: 'proxy1' });
    expect(one.seen).toContain(how);
  });

  test.each([
    ['an answer that is expected', listener('  option tcp-check\n  tcp-check expect string primary')],
    ['an agent beside each server', listener('').replaceAll(' check', ' check agent-check agent-port 9200')],
    ['somebody who opens servers', listener('').replaceAll(' check', ' check disabled')],
    ['HTTP', listener('  option httpchk GET /primary')],
  ])('that goes by %s does not', (_, text) => expect(found(routed(text))).toEqual([]));

  test('for reads may route to anything', () => {
    const facts = {
      ...routed(listener('  option tcp-check')),
      endpoints: {
        write: { services: ['proxy1', 'proxy2'], port: 9 },
        read: { services: ['proxy1'], port: 3306 },
      },
    };
    expect(found(facts)).toEqual([]);
  });

  test.each([
    ['one server alone', listener('  option external-check', ['db1']), 'proxy-follows-nobody: proxy1'],
    [
      'connections that stay',
      asks.replace(' on-marked-down shutdown-sessions', ''),
      'old-connections-stay: proxy1',
    ],
    [
      'connections that are cut',
      asks.replace('client 1h', 'client 5s'),
      'proxy-cuts-idle-connections: proxy1',
    ],
    ['names looked up once', asks.replace(' resolvers docker', ''), 'proxy-resolves-once: proxy1'],
  ])('with %s is found', (_, text, expected) => expect(found(routed(text))).toEqual([expected]));

  test('whose names stand in its own hosts looks nothing up', () => {
    const services = stack().services.map((one) => ({ ...one, hasFixedNames: true }));
    expect(found({ ...routed(asks.replace(' resolvers docker', '')), services })).toEqual([]);
  });

  test('that asks every 200 s is found', () => {
    const says = { pingEveryMs: 200_000, readOnlyEveryMs: 1500, followsRoles: true };
    const configs = { ...nothingRead, proxysqls: [{ service: 'proxy1', path: 'proxysql.cnf', says }] };
    expect(finding(stack({ configs }), 'proxysql-monitors-rarely').seen).toBe(
      'proxysql.cnf: monitor_ping_interval=200000',
    );
  });
});

describe('who fails over', () => {
  const alone: Partial<StackFacts> = { failover: { tool: 'none', services: [] } };
  const restarting = nodes.map((node) => ({ ...node, restart: 'unless-stopped' }));

  test('is nobody, with a restart policy or without', () => {
    expect(finding(stack(alone), 'nobody-fails-over').seen).toContain('nothing starts a node again');
    const seen = finding(stack({ ...alone, services: restarting }), 'nobody-fails-over').seen;
    expect(seen).toContain('restart: unless-stopped is all that brings a primary back');
  });

  test('races with a restart policy', () => {
    const one = finding(stack({ services: restarting }), 'restart-races-failover');
    expect(one).toMatchObject({ weight: 'serious', where: 'db1, db2, db3' });
  });

  test('is an Orchestrator that was not told of', () => {
    const facts = stack({ ...alone, configs: orchestrator({}) });
    expect(found(facts)).toEqual(['failover-tool-not-told: orc1', 'one-failover-tool: orc1']);
  });

  test.each([
    [{ RecoverMasterClusterFilters: [] }, 'orchestrator-recovers-nothing'],
    [{ RecoverMasterClusterFilters: undefined }, 'orchestrator-recovers-nothing'],
    [{ ApplyMySQLPromotionAfterMasterFailover: false }, 'orchestrator-leaves-read-only'],
    [{ RecoveryPeriodBlockSeconds: undefined }, 'orchestrator-blocks-second-failover'],
    [{ DelayMasterPromotionIfSQLThreadNotUpToDate: false }, 'orchestrator-promotes-before-applied'],
  ])('is an Orchestrator with %j', (says, name) => {
    expect(found(stack({ configs: orchestrator(says) }))).toEqual([`${name}: orc1`]);
  });

  test('finds replicas by report_host, where it is told to', () => {
    const facts = withServers(server('db2', { variables: { report_host: '' } }));
    expect(found(facts)).toEqual([]);
    const configs = orchestrator({ DiscoverByShowSlaveHosts: true });
    expect(found({ ...facts, configs })).toEqual(['replicas-not-discovered: db2']);
  });

  test('is once', () => {
    expect(found(stack({ failover: { tool: 'other', services: ['orc1'] } }))).toEqual([
      'one-failover-tool: orc1',
    ]);
  });

  test('is an address that asks nobody', () => {
    const text = 'vrrp_instance one { advert_int 2\n virtual_ipaddress { 10.0.0.9/24 } }';
    const says = readKeepalived(text);
    if (!says) throw new Error('not understood');
    const configs = { ...nothingRead, keepaliveds: [{ service: 'vip', path: 'ka.conf', says }] };
    expect(found(stack({ configs }))).toEqual(['virtual-ip-follows-machine: vip']);
    const asking = readKeepalived(
      `vrrp_script s { script /s }\n${text.replace('{ adv', '{ track_script { s } adv')}`,
    );
    expect(asking?.tracks).toBe(true);
  });
});

describe('a health check', () => {
  test.each([
    [['CMD', 'mysqladmin', 'ping', '-uroot'], true],
    [['CMD', 'mysqladmin', 'ping', '-h', 'localhost'], true],
    [['CMD-SHELL', 'mysqladmin ping --host=localhost -p$MYSQL_ROOT_PASSWORD'], true],
    [['CMD-SHELL', 'mysql -h127.0.0.1 -e "SELECT 1"'], false],
    [['CMD-SHELL', 'mysqladmin ping --protocol=tcp'], false],
    [['CMD', 'mysqladmin', 'ping', '-h', '$HOSTNAME'], false],
    [['CMD', '/healthcheck.sh'], false],
    [[], false],
  ])('%j asks by the socket: %s', (test, bySocket) => expect(asksBySocket(test)).toBe(bySocket));

  const db1: Partial<ServiceFacts> = {
    role: 'node',
    healthcheck: ['CMD', 'mysqladmin', 'ping'],
    entrypoint: ['docker-entrypoint.sh'],
  };
  const init = service('init', { waitsFor: { db1: 'service_healthy' }, isOver: true });

  test('by the socket passes while the image initialises', () => {
    const facts = stack({ services: [service('db1', db1), init] });
    expect(finding(facts, 'healthcheck-passes-while-initialising').seen).toBe(
      'mysqladmin ping; init waits for it',
    );
    expect(found(stack({ services: [service('db1', { ...db1, entrypoint: ['mysqld'] }), init] }))).toEqual(
      [],
    );
  });

  test('that nobody waits for is found, unless it is waited for in another way', () => {
    const proxy = service('proxy1', { waitsFor: { db1: 'service_started' } });
    const names = (services: readonly ServiceFacts[]) => found(stack({ services }));
    expect(names([service('db1', { role: 'node' }), proxy])).toEqual(['started-is-not-ready: db1']);
    const later = { ...proxy, waitsFor: { ...proxy.waitsFor, init: 'service_completed_successfully' } };
    expect(names([service('db1', { role: 'node' }), init, later])).toEqual([]);
    expect(names([service('db1', { role: 'node' }), { ...proxy, livesIn: 'db1' }])).toEqual([]);
  });
});

describe('what fails together', () => {
  const mount: Mount = { type: 'volume', source: 'raft', target: '/var/lib/orchestrator', readOnly: false };
  const shared = (more: Partial<Mount>, second: Partial<ServiceFacts> = {}) => {
    const one = service('orc1', { role: 'manager', mounts: [{ ...mount, ...more }] });
    return stack({ services: [...nodes, one, { ...one, name: 'orc2', ...second }] });
  };

  test('are two members of a raft on one volume', () => {
    expect(finding(shared({}), 'volume-shared')).toMatchObject({
      weight: 'serious',
      where: 'orc1, orc2',
      seen: 'orc1, orc2 write to the volume raft',
    });
  });

  test('are a server and what copies its folder, to note', () => {
    const backup = shared({}, { role: 'backup', image: 'backup:1' });
    expect(finding(backup, 'volume-shared').weight).toBe('note');
  });

  test.each<[string, StackFacts]>([
    [
      'settings without :ro',
      shared({ type: 'bind', source: '/srv/my.cnf', target: '/etc/mysql/conf.d/my.cnf' }),
    ],
    ['what is read-only', shared({ readOnly: true })],
    ['a service that is over', shared({}, { isOver: true })],
  ])('is not %s', (_, facts) => expect(found(facts)).toEqual([]));

  test('is all behind one proxy', () => {
    const facts = stack({ endpoints: { write: { services: ['proxy1'], port: 3306 } } });
    expect(found(facts)).toEqual(['one-proxy: proxy1']);
  });
});

test('a ProxySQL by whose file nobody moves writes is found', () => {
  const says = readProxysql('admin_variables = { }\nmysql_variables = { monitor_ping_interval=1000 }');
  if (!says) throw new Error('not understood');
  const configs = { ...nothingRead, proxysqls: [{ service: 'proxy1', path: 'proxysql.cnf', says }] };
  expect(found(stack({ configs }))).toEqual(['proxysql-follows-nobody: proxy1']);
  const byRole = readProxysql(
    'mysql_variables = { }\nmysql_replication_hostgroups =\n( { writer_hostgroup=0, reader_hostgroup=1 } )',
  );
  expect(byRole).toEqual({ pingEveryMs: 8000, readOnlyEveryMs: 1000, followsRoles: true });
});
