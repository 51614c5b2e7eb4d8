import { readFileSync } from 'node:fs';
import type { Observation } from '../../../src/engine/observation.ts';
import type { RunManifest } from '../../../src/history/manifest.ts';
import type { DrillRecord, FinalState } from '../../../src/history/record.ts';
import type { DrillEvent, Sample } from '../../../src/history/schema.ts';
import { scenarioSchema } from '../../../src/scenario/schema.ts';
import { finalRowsOf } from '../../support/parts.ts';
import { sampleOperations } from './sample-load.ts';

/** The instants of the made-up drill: the primary is killed at 17,934 ms of the record. */
export const at = {
  baseline: 11_300,
  injecting: 17_912,
  inForce: 17_934,
  suspected: 18_121,
  detected: 18_627,
  promoted: 19_012,
  routed: 19_208,
  serviceBack: 19_338,
  applicationBack: 20_084,
  steady: 21_300,
  restarted: 26_310,
  redundant: 45_200,
  loadEnd: 48_000,
  collected: 49_500,
} as const;

const uuid = (node: number) => `${node}e11fa47-71ca-11e1-9e33-c80aa9429562`;

function state(node: number, source: number | null, transactions: number): Observation {
  const gtid = `${uuid(1)}:1-${transactions}`;
  return {
    engine: 'mysql',
    serverUuid: uuid(node),
    serverId: node,
    acceptsWrites: source === null,
    executed: gtid,
    source: source === null ? null : channel(`mysql${source}`, gtid),
    semisync: null,
    freeDiskBytes: 8_000_000_000,
  };
}

function channel(host: string, received: string): NonNullable<Observation['source']> {
  return {
    host,
    receiver: 'on',
    applier: 'on',
    received,
    heartbeats: 4,
    receiverError: '',
    applierError: '',
    logsPurged: false,
  };
}

/** mysql1 leads until the fault, is silent until its restart, then stands apart until it is copied anew. */
function stateAt(node: number, atMs: number): Observation | null {
  const transactions = Math.round(atMs / 4);
  if (node === 1) {
    if (atMs < at.inForce) return state(1, null, transactions);
    if (atMs < at.restarted + 2500) return null;
    if (atMs < at.redundant - 1500) return { ...state(1, 2, transactions), source: null };
    return state(1, 2, transactions);
  }
  if (node === 2 && atMs >= at.promoted) return state(2, null, transactions);
  const orphan = atMs > at.inForce && atMs < at.promoted + 70;
  const following = state(node, orphan ? 1 : atMs < at.promoted ? 1 : 2, transactions);
  if (!orphan || following.source === null) return following;
  return { ...following, source: { ...following.source, receiver: 'connecting' } };
}

function samples(): Sample[] {
  const taken: Sample[] = [];
  for (const node of [1, 2, 3])
    for (let askedAtMs = at.baseline; askedAtMs < at.loadEnd; askedAtMs += 100) {
      const answer = stateAt(node, askedAtMs);
      taken.push({
        node: `mysql${node}`,
        askedAtMs,
        answeredAtMs: askedAtMs + (answer ? 2 : 80),
        state: answer,
        error: answer ? null : 'connect ECONNREFUSED 172.20.0.11:3306',
      });
    }
  return taken;
}

function finals(): FinalState[] {
  return [1, 2, 3].map((node) => ({
    node: `mysql${node}`,
    taken: 'final' as const,
    takenAtMs: at.collected,
    state: state(node, node === 2 ? null : 2, 12_375),
    tables: [],
    withoutLedger: false,
    rows: finalRowsOf([
      [0, 0, 5, 1],
      [0, 8, 6, 2],
    ]),
  }));
}

const event = (
  atMs: number,
  source: DrillEvent['source'],
  type: DrillEvent['type'],
  text: string,
  more: Partial<DrillEvent> = {},
): DrillEvent => ({ atMs, source, type, text, ...more });

function events(): DrillEvent[] {
  const phase = (atMs: number, name: string) =>
    event(atMs, 'harness', 'phase-started', name, { data: { phase: name } });
  const step = { step: 0, fault: 'kill', targets: ['mysql1'] };
  return [
    phase(0, 'provision'),
    event(1_210, 'docker', 'container-started', 'mysql1', { node: 'mysql1' }),
    event(1_212, 'docker', 'container-started', 'mysql2', { node: 'mysql2' }),
    event(1_220, 'docker', 'container-started', 'mysql3', { node: 'mysql3' }),
    event(1_900, 'manager', 'manager-started', 'polls 3 nodes every 200 ms'),
    event(9_800, 'manager', 'cluster-formed', 'mysql1 leads; mysql2 and mysql3 replicate', {
      node: 'mysql1',
    }),
    event(11_200, 'harness', 'cluster-ready', '3 of 3 nodes healthy; a write was seen on both replicas'),
    phase(at.baseline, 'baseline'),
    event(16_300, 'harness', 'steady-state', 'held for 5.00 s: 0 of 1500 writes failed, p99 4.1 ms', {
      data: { held: true },
    }),
    phase(16_310, 'method'),
    event(at.injecting, 'harness', 'fault-injecting', 'kill mysqld of mysql1 (SIGKILL)', {
      data: step,
    }),
    event(at.inForce, 'harness', 'fault-in-force', 'mysqld of mysql1 is gone', {
      node: 'mysql1',
      data: { ...step, evidence: 'pid 24 of mysql1: no such process; port 3306 refuses connections' },
    }),
    event(at.suspected, 'manager', 'primary-suspected', 'poll of mysql1: ECONNREFUSED', { node: 'mysql1' }),
    event(at.detected, 'manager', 'failure-detected', 'mysql1 refused 3 polls; both receivers are down', {
      node: 'mysql1',
      data: { reason: 'unreachable, and 2 of 2 replicas agree' },
    }),
    event(18_702, 'manager', 'fenced', 'mysql1 is in maintenance at haproxy', { node: 'mysql1' }),
    event(18_706, 'manager', 'candidate-chosen', 'mysql2: most transactions received', { node: 'mysql2' }),
    event(18_710, 'manager', 'promotion-started', 'mysql2 stops replicating', { node: 'mysql2' }),
    event(at.promoted, 'manager', 'promoted', 'mysql2 accepts writes', { node: 'mysql2' }),
    event(19_080, 'manager', 'repointed', 'mysql3 follows mysql2', { node: 'mysql3' }),
    event(at.routed, 'manager', 'routed', 'haproxy sends writes to mysql2', { node: 'mysql2' }),
    event(19_212, 'manager', 'failover-completed', 'failover took 585 ms from detection'),
    phase(at.steady, 'recovery'),
    event(at.restarted - 20, 'harness', 'fault-healed', 'nothing of the fault is left', { data: step }),
    event(at.restarted, 'harness', 'recovery-step', 'start mysqld of mysql1', {
      node: 'mysql1',
      data: { action: 'restart' },
    }),
    event(29_400, 'manager', 'errant-transactions', 'mysql1 has 3 transactions that mysql2 lacks', {
      node: 'mysql1',
      data: { gtids: `${uuid(1)}:4484-4486` },
    }),
    event(30_120, 'harness', 'recovery-step', 'copy mysql1 anew from mysql2', {
      node: 'mysql1',
      data: { action: 'reclone' },
    }),
    event(38_700, 'docker', 'container-died', 'mysql1: exit 16 (restart asked for)', { node: 'mysql1' }),
    event(39_050, 'docker', 'container-started', 'mysql1', { node: 'mysql1' }),
    event(43_700, 'manager', 'rejoined', 'mysql1 replicates from mysql2', { node: 'mysql1' }),
    event(at.redundant, 'harness', 'redundancy-restored', '3 of 3 nodes healthy, semisync in force'),
    phase(at.loadEnd, 'collect'),
  ];
}

const scenarioText = readFileSync(new URL('../../../scenarios/kill-primary.yml', import.meta.url), 'utf8');

function manifest(): RunManifest {
  const service = (name: string, role: 'node' | 'proxy' | 'manager', host: number) => ({
    name,
    role,
    image: `ha-drill/${role === 'node' ? 'mysql' : role === 'proxy' ? 'haproxy' : 'manager'}:3f9c1d77`,
    imageId: `sha256:${String(host).repeat(64).slice(0, 64)}`,
    address: `172.20.0.${host}`,
  });
  return {
    format: 'ha-drill/run/1',
    run: '20261120-214502-kill-primary-semisync-7',
    startedAt: '2026-11-20T21:45:02.118Z',
    lifecycle: 'completed',
    endedAtMs: 51_020,
    seed: 7,
    command: ['ha-drill', 'run', 'scenarios/kill-primary.yml', '--seed', '7'],
    tool: { version: '0.1.0', commit: '3383ac8' },
    scenario: scenarioSchema.parse({
      name: 'kill-primary',
      question:
        "The primary's mysqld is killed. How long can nobody write, and is any acknowledged write lost?",
      topology: 'semisync',
      method: [{ at: '1s', phase: '1s', fault: 'kill', target: 'primary', with: { what: 'process' } }],
      objectives: { 'rto-service': '<= 5s', 'rpo-rows': '<= 0' },
    }),
    scenarioText,
    topology: {
      name: 'semisync',
      title: '1 primary, 2 replicas, lossless semisync, HAProxy, failover manager',
      composeText: 'services:\n  mysql1:\n    image: ha-drill/mysql\n',
      parameters: { REPLICA_NET_TIMEOUT: '10', POLL_MS: '200' },
      primaryAtStart: 'mysql1',
      nodes: ['mysql1', 'mysql2', 'mysql3'],
      services: [
        service('mysql1', 'node', 11),
        service('mysql2', 'node', 12),
        service('mysql3', 'node', 13),
        service('haproxy', 'proxy', 20),
        service('manager', 'manager', 21),
      ],
    },
    environment: {
      dockerEngine: '20.10.24+dfsg1',
      kernel: '6.1.0-32-amd64',
      cpus: 2,
      memoryBytes: 8_321_499_136,
      nodejs: '24.21.0',
      server: '9.7.0-1',
      variables: { sync_binlog: '1', innodb_flush_log_at_trx_commit: '1', gtid_mode: 'ON' },
      images: [
        {
          id: 'sha256:4f1',
          names: ['ha-drill/mysql:0123456789ab', 'ha-drill/mysql:latest'],
          usedBy: ['mysql1', 'mysql2', 'mysql3'],
          packages: { libc6: '2.42-2', 'mysql-server-core': '9.7.0-1' },
        },
        { id: 'sha256:77a', names: ['proxy@sha256:9c2'], usedBy: ['haproxy'], packages: null },
      ],
    },
    clock: { errorMs: 0.05, how: 'harness and manager read the same kernel clock' },
  };
}

/** A whole record of a drill in which the primary is killed. */
export function sampleRecord(
  periodMs: { service: number; application: number } = { service: 10, application: 5 },
): DrillRecord {
  return {
    manifest: manifest(),
    operations: sampleOperations({
      startMs: at.baseline,
      endMs: at.loadEnd,
      periodMs,
      outage: {
        service: { startMs: at.inForce - 2, endMs: at.serviceBack },
        application: { startMs: at.inForce - 1, endMs: at.applicationBack },
      },
    }),
    events: events(),
    samples: samples(),
    finals: finals(),
    damage: [],
  };
}
