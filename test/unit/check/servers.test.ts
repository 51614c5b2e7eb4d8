import { describe, expect, test } from 'vitest';
import type { StackFacts } from '../../../src/check/facts.ts';
import { finding, found, nodes, server, service, source, stack, withServers } from './planted.ts';

test('in a stack in which all is well nothing is found', () => {
  expect(found(stack())).toEqual([]);
});

const db2 = (planted: Parameters<typeof server>[1]) => withServers(server('db2', planted));
const uuid2 = server('db2').state.serverUuid;
const semisync = server('db1').state.semisync;
const groupOf3 = { replication: 'group-replication', traits: ['one-writer', 'copies'] } as const;
const groupMember = server('db2', {
  variables: { group_replication_start_on_boot: 'OFF', super_read_only: 'OFF' },
});

const planted: readonly [string, StackFacts, string][] = [
  ['two writable nodes', db2({ state: { acceptsWrites: true } }), 'several-nodes-writable: db2'],
  [
    'two nodes that lead, and no source',
    { ...db2({ state: { acceptsWrites: true } }), primary: undefined },
    'several-nodes-writable: db1, db2',
  ],
  [
    'nobody writable',
    withServers(server('db1', { state: { acceptsWrites: false } })),
    'no-node-writable: db1, db2, db3',
  ],
  [
    'read_only in no file',
    withServers(server('db1', { variables: { super_read_only: 'OFF' } })),
    'writable-after-restart: db1',
  ],
  ['read_only by SET GLOBAL alone', db2({ dynamic: ['super_read_only'] }), 'writable-after-restart: db2'],
  [
    'read_only persisted as OFF',
    db2({ persisted: { super_read_only: 'OFF' } }),
    'writable-after-restart: db2',
  ],
  [
    'a group whose members start alone and writable',
    { ...stack(groupOf3), servers: [groupMember], nodes: ['db2'], primary: 'db2' },
    'alone-after-restart: db2',
  ],
  [
    'a time-out of semisync',
    db2({ variables: { rpl_semi_sync_source_timeout: '1000' } }),
    'semisync-falls-back: db2',
  ],
  [
    'semisync without plugins',
    withServers(server('db1', { state: { semisync: null } })),
    'semisync-not-in-force: db1',
  ],
  [
    'semisync that has fallen back',
    withServers(server('db1', { state: { semisync: semisync && { ...semisync, sourceActive: false } } })),
    'semisync-not-in-force: db1',
  ],
  [
    'a replica that does not acknowledge',
    db2({ state: { semisync: semisync && { ...semisync, replicaActive: false } } }),
    'semisync-replica-silent: db2',
  ],
  [
    'semisync by SET GLOBAL',
    db2({ dynamic: ['rpl_semi_sync_source_enabled'] }),
    'semisync-off-after-restart: db2',
  ],
  [
    'wait_no_replica off',
    db2({ variables: { rpl_semi_sync_source_wait_no_replica: 'OFF' } }),
    'semisync-gives-up-without-replicas: db2',
  ],
  [
    'AFTER_COMMIT',
    db2({ variables: { rpl_semi_sync_source_wait_point: 'AFTER_COMMIT' } }),
    'semisync-after-commit: db2',
  ],
  [
    'as many acknowledgements as replicas',
    db2({ variables: { rpl_semi_sync_source_wait_for_replica_count: '2' } }),
    'semisync-needs-every-replica: db2',
  ],
  ['one server_id twice', db2({ state: { serverId: 3 } }), 'same-server-id: db2, db3'],
  [
    'one server_uuid twice',
    db2({ state: { serverUuid: server('db3').state.serverUuid } }),
    'same-server-uuid: db2, db3',
  ],
  [
    'transactions of a replica alone',
    db2({ state: { executed: `${server('db1').state.executed},${uuid2}:1-2` } }),
    'errant-transactions: db2',
  ],
  ['several versions', db2({ variables: { version: '8.0.40' } }), 'several-versions: db1, db2, db3'],
  ['no GTIDs', db2({ variables: { gtid_mode: 'OFF_PERMISSIVE' } }), 'gtid-off: db2'],
  ['no binary log', db2({ variables: { log_bin: 'OFF' } }), 'binlog-off: db2'],
  [
    'replica updates not logged',
    db2({ variables: { log_replica_updates: 'OFF' } }),
    'replica-updates-not-logged: db2',
  ],
  ['sync_binlog 0', db2({ variables: { sync_binlog: '0' } }), 'commits-not-flushed: db2'],
  [
    'logs for an hour',
    db2({ variables: { binlog_expire_logs_seconds: '3600' } }),
    'binlog-expires-soon: db2',
  ],
  ['a replica of nobody', db2({ channel: null, state: { source: null } }), 'replica-does-not-replicate: db2'],
  [
    'nodes that all stand alone',
    {
      ...stack({ primary: undefined }),
      servers: ['db1', 'db2'].map((node) => server(node, { channel: null, state: { source: null } })),
    },
    'replica-does-not-replicate: db1, db2',
  ],
  [
    'an applier that stopped',
    db2({ state: { source: { ...source, applier: 'off', applierError: 'error 1062: duplicate' } } }),
    'replica-does-not-replicate: db2',
  ],
  [
    'replica_net_timeout 60',
    db2({ variables: { replica_net_timeout: '60' } }),
    'silent-source-noticed-late: db2',
  ],
  ['a heartbeat as long as the time-out', db2({ channel: { heartbeatS: 4 } }), 'heartbeat-too-rare: db2'],
  ['a reconnect each minute', db2({ channel: { retryEveryS: 60 } }), 'reconnects-slowly: db2'],
  ['ten attempts', db2({ channel: { retries: 10 } }), 'gives-up-reconnecting: db2'],
  ['a channel by position', db2({ channel: { autoPosition: false } }), 'replicates-by-position: db2'],
  ['a source by its address', db2({ channel: { host: '172.18.0.2' } }), 'source-is-no-service: db2'],
  [
    'a write that does not arrive',
    stack({ writeProblem: 'the first write on db2: not within 10000 ms' }),
    'write-not-everywhere: proxy1, proxy2',
  ],
];

test.each(planted)('%s is found', (_, facts, expected) => {
  expect(found(facts)).toContain(expected);
});

test('nodes that would wait in different ways are told apart', () => {
  const facts = db2({ variables: { rpl_semi_sync_source_timeout: '7200000' } });
  expect(found(facts)).toEqual(['semisync-differs: db1, db2, db3']);
});

describe('not found', () => {
  test.each<[string, StackFacts]>([
    [
      'read_only set at run time and persisted',
      db2({ dynamic: ['super_read_only'], persisted: { super_read_only: 'ON' } }),
    ],
    [
      'read_only set at run time and in a file',
      db2({ dynamic: ['super_read_only'], startOptions: { super_read_only: '1' } }),
    ],
    [
      'a primary that was opened at run time',
      withServers(
        server('db1', { variables: { super_read_only: 'OFF' }, startOptions: { super_read_only: 'ON' } }),
      ),
    ],
    [
      'transactions that came here before the primary was asked',
      db2({ state: { executed: `${server('db1').state.executed.replace('9', '12')}` } }),
    ],
    ['retries without end', db2({ channel: { retries: 0 } })],
    [
      'semisync that nobody promised',
      {
        ...withServers(server('db1', { state: { semisync: null } })),
        replication: 'async',
        traits: ['one-writer', 'copies', 'channel'],
      },
    ],
    [
      'a source by its fixed address',
      {
        ...db2({ channel: { host: '10.0.0.2' } }),
        services: [...stack().services, service('x', { names: ['10.0.0.2'] })],
      },
    ],
  ])('%s', (_, facts) => expect(found(facts)).toEqual([]));
});

describe('a primary that starts read-only', () => {
  const restarting = nodes.map((node) => ({ ...node, restart: 'always' }));
  const opened = withServers(
    server('db1', { dynamic: ['super_read_only'], persisted: { super_read_only: 'ON' } }),
  );

  test('and is started again by Docker leaves nobody who can write', () => {
    const one = finding({ ...opened, services: restarting }, 'primary-comes-back-read-only');
    expect(one.seen).toBe('db1 leads and starts read-only (by SET PERSIST), and restart: always starts it');
  });

  test('and stays down is for the failover tool', () => expect(found(opened)).toEqual([]));

  test('is opened by the manager of ha-drill', () => {
    const facts: StackFacts = {
      ...opened,
      services: restarting,
      failover: { tool: 'manager', services: ['orc1', 'orc2'] },
    };
    expect(found(facts)).not.toContain('primary-comes-back-read-only: db1');
  });
});
