import type { Observation } from '../../src/engine/observation.ts';
import type { DrillRecord, FinalState, Operation } from '../../src/history/record.ts';
import type { DrillEvent, Sample, Stream } from '../../src/history/schema.ts';
import {
  emptyRecord,
  eventOf,
  finalOf,
  manifestOf,
  type Row,
  sampleOf,
  semisyncOf,
  serviceEvent,
  sourceOf,
  tableOf,
  uuidOf,
  writable,
} from './parts.ts';

/** What is planted, and so is the truth that a judgement must find. Times in ms. */
export type Plan = {
  readonly loadFromMs: number;
  readonly loadToMs: number;
  readonly baselineEndMs: number;
  readonly zeroMs: number;
  readonly detectedMs: number;
  readonly promotedMs: number;
  readonly routedMs: number;
  readonly recoveryMs: number;
  readonly redundantMs: number;
  /** Writes that are due in [from, to) fail. */
  readonly outage: Readonly<Record<Stream, readonly [fromMs: number, toMs: number]>>;
  readonly periodMs: Readonly<Record<Stream, number>>;
  readonly latencyMs: number;
  readonly writers: number;
  readonly sampleEveryMs: number;
};

/** `db1` is killed at 8 s; the service is back 1.42 s after, the application 2 s after; nothing is lost. */
export const killOfPrimary: Plan = {
  loadFromMs: 1000,
  loadToMs: 20_000,
  baselineEndMs: 7000,
  zeroMs: 8000,
  detectedMs: 8600,
  promotedMs: 9100,
  routedMs: 9300,
  recoveryMs: 15_000,
  redundantMs: 22_200,
  outage: { service: [8000, 9420], application: [8000, 10_000] },
  periodMs: { service: 10, application: 5 },
  latencyMs: 2,
  writers: 8,
  sampleEveryMs: 100,
};

const services = ['manager', 'proxy'] as const;

/** The record of a drill in which all went as planned; server 1 leads first, then server 2. */
export function plantDrill(changes: Partial<Plan> = {}): DrillRecord {
  const plan = { ...killOfPrimary, ...changes };
  const operations = plantOperations(plan);
  const rows = operations
    .filter((one) => one.outcome === 'ok')
    .map((one): Row => [one.writer, one.sequence, one.value, one.endedAtMs < plan.zeroMs ? 1 : 2]);
  const endedAtMs = Math.max(60_000, plan.loadToMs + 1000, plan.redundantMs + 1000);
  return emptyRecord({
    manifest: manifestOf({ endedAtMs }),
    operations: tableOf(operations),
    events: plantEvents(plan),
    samples: plantSamples(plan),
    finals: plantFinals(rows).map((final) => ({
      ...final,
      takenAtMs: Math.max(plan.loadToMs, plan.redundantMs) + 1000,
    })),
  });
}

/** The operations of both streams: due every period, acknowledged after the latency, refused in the outage. */
export function plantOperations(plan: Plan): Operation[] {
  return [...plantStream(plan, 'service', [0]), ...plantStream(plan, 'application', range(1, plan.writers))];
}

function plantStream(plan: Plan, stream: Stream, writers: readonly number[]): Operation[] {
  const [fromMs, toMs] = plan.outage[stream];
  const count = Math.floor((plan.loadToMs - plan.loadFromMs) / plan.periodMs[stream]) + 1;
  return Array.from({ length: count }, (_, index) => {
    const scheduledAtMs = plan.loadFromMs + index * plan.periodMs[stream];
    const down = scheduledAtMs >= fromMs && scheduledAtMs < toMs;
    return {
      stream,
      writer: writers[index % writers.length] ?? 0,
      sequence: Math.floor(index / writers.length) + 1,
      value: Math.imul(index + 1, 2_654_435_761) >>> 1,
      scheduledAtMs,
      startedAtMs: scheduledAtMs,
      endedAtMs: scheduledAtMs + plan.latencyMs,
      outcome: down ? 'fail' : 'ok',
      error: down ? 'connect: ECONNREFUSED' : null,
    };
  });
}

export function plantEvents(plan: Plan): DrillEvent[] {
  const step = { step: 0, fault: 'kill', targets: ['db1'] };
  const phase = (atMs: number, name: string) => eventOf(atMs, 'phase-started', { data: { phase: name } });
  const manager = (atMs: number, type: DrillEvent['type'], node: string) =>
    eventOf(atMs, type, { source: 'manager', node });
  return [
    phase(0, 'provision'),
    manager(100, 'manager-started', 'manager'),
    eventOf(plan.loadFromMs - 200, 'cluster-ready'),
    phase(plan.loadFromMs - 100, 'baseline'),
    eventOf(plan.baselineEndMs, 'steady-state', { data: { held: true } }),
    phase(plan.baselineEndMs, 'method'),
    eventOf(plan.zeroMs - 20, 'fault-injecting', { data: step }),
    eventOf(plan.zeroMs + 15, 'fault-in-force', {
      data: { ...step, evidence: 'pid 24 is gone', effectAtMs: plan.zeroMs },
    }),
    manager(plan.detectedMs, 'failure-detected', 'db1'),
    manager(plan.promotedMs, 'promoted', 'db2'),
    manager(plan.routedMs, 'routed', 'db2'),
    manager(plan.routedMs + 1, 'failover-completed', 'db2'),
    phase(plan.recoveryMs, 'recovery'),
    eventOf(plan.redundantMs, 'redundancy-restored'),
    phase(plan.redundantMs, 'collect'),
    ...services.flatMap((service) => [
      serviceEvent(service, plan.loadFromMs - 300, 1),
      serviceEvent(service, plan.routedMs + 50, 2),
      serviceEvent(service, plan.redundantMs, 2, { last: true }),
    ]),
  ].sort((a, b) => a.atMs - b.atMs);
}

/** `db1` leads until time zero, is silent until redundancy is back, and follows then; `db2` leads from its promotion on. */
function plantSamples(plan: Plan): Sample[] {
  const toMs = Math.max(plan.loadToMs + 500, plan.redundantMs + 1);
  const count = Math.ceil((toMs - (plan.loadFromMs - 500)) / plan.sampleEveryMs);
  return range(0, count - 1).flatMap((index) => {
    const answeredAtMs = plan.loadFromMs - 500 + index * plan.sampleEveryMs;
    return [1, 2, 3].map((server) => {
      const changes = sampleState(plan, server, answeredAtMs);
      return sampleOf(server, answeredAtMs - 2, answeredAtMs, changes);
    });
  });
}

function sampleState(plan: Plan, server: number, atMs: number): Partial<Observation> | null {
  const acknowledged = Math.round(atMs);
  const leading = { ...writable, semisync: semisyncOf({ acknowledged }) };
  if (server === 1 && atMs < plan.zeroMs) return leading;
  if (server === 1 && atMs < plan.redundantMs) return null;
  if (server === 2 && atMs >= plan.promotedMs) return leading;
  const source = sourceOf(atMs < plan.promotedMs ? 'db1' : 'db2');
  return { source, semisync: semisyncOf({ sourceActive: false, sourceClients: 0, replicaActive: true }) };
}

/** All nodes hold the same rows, and `db2` is the primary. */
export function plantFinals(rows: readonly Row[]): FinalState[] {
  const executed = `${uuidOf(1)}:1-${rows.length}`;
  return [1, 2, 3].map((server) => {
    const final = finalOf(server, rows);
    const role = server === 2 ? writable : {};
    return { ...final, state: { ...final.state, ...role, executed } };
  });
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
