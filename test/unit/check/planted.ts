import type { Configs } from '../../../src/check/config/configs.ts';
import { readHaproxy } from '../../../src/check/config/haproxy.ts';
import type { ServerFacts, ServiceFacts, StackFacts } from '../../../src/check/facts.ts';
import type { Finding } from '../../../src/check/finding.ts';
import { findingsOf } from '../../../src/check/findings/list.ts';
import type { Observation } from '../../../src/engine/observation.ts';
import type { Channel, Settings } from '../../../src/engine/settings.ts';

/** A stack in which nothing is to be found, and ways to plant one thing in it. */

const uuid = (node: string): string => `0000000${node.at(-1)}-0000-0000-0000-000000000000`;

const usual: Readonly<Record<string, string>> = {
  version: '8.4.3',
  gtid_mode: 'ON',
  log_bin: 'ON',
  log_replica_updates: 'ON',
  sync_binlog: '1',
  innodb_flush_log_at_trx_commit: '1',
  binlog_expire_logs_seconds: '2592000',
  replica_net_timeout: '4',
  rpl_semi_sync_source_enabled: 'ON',
  rpl_semi_sync_source_timeout: '4294967295',
  rpl_semi_sync_source_wait_point: 'AFTER_SYNC',
  rpl_semi_sync_source_wait_for_replica_count: '1',
  rpl_semi_sync_source_wait_no_replica: 'ON',
  super_read_only: 'ON',
};

export const usualChannel: Channel = {
  name: '',
  host: 'db1',
  port: 3306,
  autoPosition: true,
  retryEveryS: 1,
  retries: 86_400,
  heartbeatS: 1,
};

type Planted = {
  readonly variables?: Readonly<Record<string, string>>;
  readonly persisted?: Readonly<Record<string, string>>;
  readonly dynamic?: readonly string[];
  readonly startOptions?: Readonly<Record<string, string>>;
  readonly channel?: Partial<Channel> | null;
  readonly state?: Partial<Observation>;
};

/** A server of the stack: `db1` leads. */
export function server(node: string, planted: Planted = {}): ServerFacts {
  const leads = node === 'db1';
  const variables = { ...usual, report_host: node, ...planted.variables };
  const settings: Settings = {
    variables: Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [
        name,
        { value, source: planted.dynamic?.includes(name) ? 'DYNAMIC' : 'GLOBAL' },
      ]),
    ),
    persisted: planted.persisted ?? {},
    channels: leads || planted.channel === null ? [] : [{ ...usualChannel, ...planted.channel }],
    plugins: ['clone'],
  };
  return {
    node,
    settings,
    startOptions: planted.startOptions ?? {},
    state: {
      engine: 'mysql',
      serverUuid: uuid(node),
      serverId: Number(node.at(-1)),
      acceptsWrites: leads,
      executed: `${uuid('db1')}:1-9`,
      source: leads ? null : source,
      semisync: {
        sourceEnabled: true,
        sourceActive: leads,
        sourceClients: leads ? 2 : 0,
        acknowledged: 3,
        unacknowledged: 0,
        waiting: 0,
        replicaEnabled: true,
        replicaActive: !leads,
      },
      freeDiskBytes: null,
      ...planted.state,
    },
  };
}

export const source: NonNullable<Observation['source']> = {
  host: 'db1',
  receiver: 'on',
  applier: 'on',
  received: '',
  heartbeats: 1,
  receiverError: '',
  applierError: '',
  logsPurged: false,
};

export function service(name: string, more: Partial<ServiceFacts> = {}): ServiceFacts {
  return {
    name,
    role: 'other',
    image: `${name}:1`,
    restart: 'no',
    healthcheck: [],
    entrypoint: [],
    waitsFor: {},
    mounts: [],
    names: [name],
    hasFixedNames: false,
    environment: {},
    isOver: false,
    ...more,
  };
}

export const nodes = ['db1', 'db2', 'db3'].map((name) => service(name, { role: 'node', image: 'mysql:8.4' }));
const proxies = ['proxy1', 'proxy2'].map((name) => service(name, { role: 'proxy' }));
const tools = ['orc1', 'orc2', 'orc3'].map((name) => service(name, { role: 'manager' }));

export const nothingRead: Configs = { haproxies: [], orchestrators: [], keepaliveds: [], proxysqls: [] };

/** A configuration of HAProxy of the proxies, as text. */
export function haproxy(text: string): Configs {
  return { ...nothingRead, haproxies: [{ service: 'proxy1', path: 'haproxy.cfg', says: readHaproxy(text) }] };
}

/** What an Orchestrator was told beside what is well. */
export function orchestrator(says: Configs['orchestrators'][number]['says']): Configs {
  const well = {
    RecoverMasterClusterFilters: ['*'],
    RecoveryPeriodBlockSeconds: 60,
    DelayMasterPromotionIfSQLThreadNotUpToDate: true,
    InstancePollSeconds: 1,
    MySQLConnectTimeoutSeconds: 1,
  };
  return {
    ...nothingRead,
    orchestrators: [{ service: 'orc1', path: 'orc.json', says: { ...well, ...says } }],
  };
}

export function stack(more: Partial<StackFacts> = {}): StackFacts {
  return {
    replication: 'semisync',
    traits: ['one-writer', 'copies', 'channel', 'acknowledgement'],
    nodes: ['db1', 'db2', 'db3'],
    failover: { tool: 'other', services: ['orc1', 'orc2', 'orc3'] },
    proxies: ['proxy1', 'proxy2'],
    endpoints: { write: { services: ['proxy1', 'proxy2'], port: 3306 } },
    services: [...nodes, ...proxies, ...tools],
    servers: ['db1', 'db2', 'db3'].map((node) => server(node)),
    primary: 'db1',
    configs: nothingRead,
    ...more,
  };
}

/** A stack with other servers in place of those of the same names. */
export function withServers(...others: readonly ServerFacts[]): StackFacts {
  return stack({
    servers: ['db1', 'db2', 'db3'].map((node) => others.find((other) => other.node === node) ?? server(node)),
  });
}

/** The findings about a stack, as `name: where`. */
export function found(facts: StackFacts): string[] {
  return findingsOf(facts).map(({ name, where }) => `${name}: ${where}`);
}

/** The only finding of that name. */
export function finding(facts: StackFacts, name: string): Finding {
  const [one, ...others] = findingsOf(facts).filter((all) => all.name === name);
  if (!one || others.length > 0) throw new Error(`found ${found(facts).join('; ') || 'nothing'}`);
  return one;
}
