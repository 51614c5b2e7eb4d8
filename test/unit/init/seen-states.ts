import type { Observation } from '../../../src/engine/observation.ts';
import type { SetUp } from '../../../src/engine/settings.ts';
import type { Route, Seen, SeenNode } from '../../../src/init/seen.ts';

const state = (more: Partial<Observation>): Observation => ({
  engine: 'mysql',
  serverUuid: 'u',
  serverId: 1,
  acceptsWrites: false,
  executed: '',
  source: null,
  semisync: null,
  freeDiskBytes: null,
  ...more,
});

const setUp: SetUp = {
  version: '8.4.3',
  dataFolder: '/var/lib/mysql',
  binlogFolder: '/var/lib/mysql',
  semisyncTimeoutMs: undefined,
  hasClone: true,
  readOnly: 'super_read_only',
  startsWritable: false,
};

const semisync = {
  sourceEnabled: true,
  sourceActive: true,
  sourceClients: 1,
  acknowledged: 0,
  unacknowledged: 0,
  waiting: 0,
  replicaEnabled: true,
  replicaActive: true,
};

export function node(name: string, more: Partial<Observation>, how: Partial<SetUp> = {}): SeenNode {
  return { name, state: state(more), setUp: { ...setUp, ...how }, says: 'answers' };
}

export const leader = (name: string, how: Partial<SetUp> = {}, more: Partial<Observation> = {}): SeenNode =>
  node(name, { acceptsWrites: true, ...more }, { readOnly: 'off', ...how });

export const replica = (
  name: string,
  host: string,
  how: Partial<SetUp> = {},
  more: Partial<Observation> = {},
): SeenNode =>
  node(
    name,
    {
      source: {
        host,
        receiver: 'on',
        applier: 'on',
        received: '',
        heartbeats: 1,
        receiverError: '',
        applierError: '',
        logsPurged: false,
      },
      ...more,
    },
    how,
  );

/** Semisync in force, as a source has it and as a replica has it. */
export const guarded = { semisync };

export const member = (name: string, role: 'PRIMARY' | 'SECONDARY', singlePrimary: boolean): SeenNode =>
  node(name, {
    acceptsWrites: role === 'PRIMARY',
    group: { name: 'g', singlePrimary, state: 'ONLINE', role, hasMajority: true, members: [] },
  });

export function seen(nodes: readonly SeenNode[], more: Partial<Seen> = {}): Seen {
  return {
    nodes,
    primary: nodes.find(({ state }) => state?.acceptsWrites)?.name,
    engine: 'mysql',
    ended: [],
    routes: [],
    floating: [],
    names: [],
    httpPorts: {},
    said: {},
    trouble: undefined,
    ...more,
  };
}

/** Connections that led to these nodes. */
export const route = (service: string, port: number, ...led: readonly (string | null)[]): Route => ({
  service,
  port,
  led,
  error: led.includes(null) ? 'connect ECONNREFUSED' : undefined,
});
