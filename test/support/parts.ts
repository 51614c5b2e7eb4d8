import { acceptsWrites } from '../../src/engine/mysql/words.ts';
import type { Observation } from '../../src/engine/observation.ts';
import { allTraits } from '../../src/engine/replication/traits.ts';
import { type FinalRows, FinalRowsBuilder, SharedNumbers } from '../../src/history/final-rows.ts';
import type { RunManifest } from '../../src/history/manifest.ts';
import { OperationColumns } from '../../src/history/operation-columns.ts';
import type { DrillRecord, FinalState, Operation, OperationTable } from '../../src/history/record.ts';
import { type DrillEvent, type EventType, outcomes, type Sample, streams } from '../../src/history/schema.ts';
import type { ServiceLook } from '../../src/history/service-look.ts';
import { applicableChecks } from '../../src/judge/checks/applicable.ts';
import { type ScenarioDocument, scenarioSchema } from '../../src/scenario/schema.ts';

/** Parts of made-up records. Each has a plain default; a test names only what it is about. */

export const nodes = ['db1', 'db2', 'db3'] as const;

export function uuidOf(serverId: number): string {
  return `0000000${serverId}-0000-0000-0000-000000000000`;
}

export function scenarioOf(changes: Partial<ScenarioDocument> = {}) {
  return scenarioSchema.parse({
    name: 'kill-primary',
    question: 'How long can nobody write?',
    topology: 'semisync',
    method: [{ fault: 'kill', target: 'primary' }],
    objectives: { 'rto-service': '<= 5s', 'rpo-rows': '<= 0' },
    // What made-up records have no part of has tests of its own.
    checks: applicableChecks(allTraits).filter(
      (name) => !['definitions-kept', 'same-gtid-same-rows', 'logs-clean'].includes(name),
    ),
    ...changes,
  });
}

export function manifestOf(changes: Partial<RunManifest> = {}): RunManifest {
  return {
    format: 'ha-drill/run/1',
    run: 'planted',
    startedAt: '2026-11-20T12:00:00.000Z',
    lifecycle: 'completed',
    endedAtMs: 60_000,
    seed: 1,
    command: ['ha-drill', 'run', 'scenarios/kill-primary.yml'],
    tool: { version: '0.1.0', commit: null },
    scenario: scenarioOf(),
    scenarioText: 'name: kill-primary\n',
    topology: {
      name: 'semisync',
      title: 'one primary and two replicas',
      replication: 'semisync',
      composeText: 'services: {}\n',
      parameters: {},
      primaryAtStart: 'db1',
      nodes: [...nodes],
      services: [
        ...nodes.map((name) => service(name, 'node')),
        service('proxy', 'proxy'),
        service('manager', 'manager'),
      ],
    },
    environment: {
      dockerEngine: '20.10.24',
      kernel: '6.1',
      cpus: 2,
      memoryBytes: 8e9,
      nodejs: '24.21.0',
      server: '9.7.0',
      variables: { sync_binlog: '1' },
    },
    clock: { errorMs: 1, how: 'one kernel' },
    ...changes,
  };
}

function service(name: string, role: 'node' | 'proxy' | 'manager') {
  return { name, role, image: `ha-drill/${role}`, imageId: 'sha256:0', address: '10.0.0.1' };
}

/** A healthy replica; `serverId` 1 stands for `db1`, and so on. */
export function stateOf(serverId: number, changes: Partial<Observation> = {}): Observation {
  return {
    engine: 'mysql',
    serverUuid: uuidOf(serverId),
    serverId,
    executed: `${uuidOf(1)}:1-100`,
    source: null,
    semisync: {
      sourceEnabled: true,
      sourceActive: true,
      sourceClients: 2,
      acknowledged: 100,
      unacknowledged: 0,
      waiting: 0,
      replicaEnabled: true,
      replicaActive: false,
    },
    freeDiskBytes: null,
    ...changes,
    acceptsWrites: acceptsWrites(!changes.acceptsWrites, changes.group),
  };
}

/** Not read-only: it accepts writes, if its group lets it. */
export const writable = { acceptsWrites: true } as const;

export function semisyncOf(changes: Partial<NonNullable<Observation['semisync']>>) {
  const { semisync } = stateOf(1);
  if (!semisync) throw new Error('the default state has semisync');
  return { ...semisync, ...changes };
}

/** A sample of `db<serverId>`; without a state, one that got no answer. */
export function sampleOf(
  serverId: number,
  askedAtMs: number,
  answeredAtMs: number,
  changes: Partial<Observation> | null = {},
): Sample {
  const node = `db${serverId}`;
  if (!changes) return { node, askedAtMs, answeredAtMs, state: null, error: 'ECONNREFUSED' };
  return { node, askedAtMs, answeredAtMs, state: stateOf(serverId, changes), error: null };
}

/** The replication channel of a healthy replica. */
export function sourceOf(host: string, changes: Partial<NonNullable<Observation['source']>> = {}) {
  return {
    host,
    receiver: 'on' as const,
    applier: 'on' as const,
    received: `${uuidOf(1)}:1-100`,
    heartbeats: 1,
    receiverError: '',
    applierError: '',
    logsPurged: false,
    ...changes,
  };
}

/** A look at a service that does its part: the manager, or the proxy, for `db<serverId>`. */
export function serviceEvent(
  service: 'manager' | 'proxy',
  atMs: number,
  serverId: number,
  changes: Partial<ServiceLook> = {},
): DrillEvent {
  const look: ServiceLook = {
    role: service,
    askedAtMs: atMs - 1,
    everyMs: 100,
    error: null,
    manager:
      service === 'manager'
        ? { activity: 'watching', primary: `db${serverId}`, problem: null, silent: [] }
        : null,
    proxy: service === 'proxy' ? { serverUuid: uuidOf(serverId) } : null,
    last: false,
    ...changes,
  };
  return eventOf(atMs, 'service-seen', { node: service, data: look });
}

export function eventOf(atMs: number, type: EventType, rest: Partial<DrillEvent> = {}): DrillEvent {
  return { atMs, source: 'harness', type, text: type, ...rest };
}

export function tableOf(operations: readonly Operation[]): OperationTable {
  const table = new OperationColumns();
  for (const operation of operations) {
    const row = table.append();
    const { numbers, times } = table;
    numbers.stream.set(row, streams.indexOf(operation.stream));
    numbers.writer.set(row, operation.writer);
    numbers.sequence.set(row, operation.sequence);
    numbers.value.set(row, operation.value);
    times.scheduledAtMs.set(row, operation.scheduledAtMs);
    times.startedAtMs.set(row, operation.startedAtMs);
    times.endedAtMs.set(row, operation.endedAtMs);
    numbers.outcome.set(row, outcomes.indexOf(operation.outcome));
    numbers.error.set(row, table.errorIndexOf(operation.error));
  }
  return table.table();
}

/** The operations of a table, one object each. */
export function operationsOf(table: OperationTable): Operation[] {
  return Array.from({ length: table.length }, (_, row) => ({
    stream: streams[table.stream[row] ?? 0] ?? 'service',
    writer: table.writer[row] ?? 0,
    sequence: table.sequence[row] ?? 0,
    value: table.value.at(row) ?? 0,
    scheduledAtMs: table.scheduledAtMs.at(row),
    startedAtMs: table.startedAtMs.at(row),
    endedAtMs: table.endedAtMs.at(row),
    outcome: outcomes[table.outcome[row] ?? 0] ?? 'info',
    error: table.error[row] ? (table.errors[table.error[row]] ?? null) : null,
  }));
}

export type Row = readonly [writer: number, sequence: number, value: number, serverId: number];

/** Rows of a final state, from any order. */
export function finalRowsOf(rows: readonly Row[]): FinalRows {
  const builder = new FinalRowsBuilder(new SharedNumbers());
  for (const row of rows.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) builder.append(...row);
  return builder.rows();
}

/** A final state of `db<serverId>`; its rows may come in any order. */
export function finalOf(
  serverId: number,
  rows: readonly Row[],
  changes: Partial<Omit<FinalState, 'rows'>> = {},
): FinalState {
  return {
    node: `db${serverId}`,
    taken: 'final',
    takenAtMs: 60_000,
    state: stateOf(serverId),
    tables: [],
    withoutLedger: false,
    ...changes,
    rows: finalRowsOf(rows),
  };
}

export function rowsOf({ rows }: FinalState): Row[] {
  return Array.from({ length: rows.length }, (_, row) => [
    rows.writer(row),
    rows.sequence(row),
    rows.value(row),
    rows.serverId(row),
  ]);
}

/** A record of nothing. */
export function emptyRecord(changes: Partial<DrillRecord> = {}): DrillRecord {
  return {
    manifest: manifestOf(),
    operations: tableOf([]),
    events: [],
    samples: [],
    finals: [],
    damage: [],
    ...changes,
  };
}
