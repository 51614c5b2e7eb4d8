import { runFormat } from '../../src/history/files.ts';
import { finalFormat, type OperationLine, type Sample, type Stream } from '../../src/history/schema.ts';
import { openRecord, type RecordWriter } from '../../src/history/writer.ts';
import {
  emptyRecord,
  manifestOf,
  sampleOf,
  scenarioOf,
  semisyncOf,
  sourceOf,
  stateOf,
  uuidOf,
  writable,
} from './parts.ts';
import { killOfPrimary, type Plan, plantEvents } from './planted-drill.ts';

/** What the record is made of. */
export type LongRecord = {
  readonly seconds: number;
  /** Some rows of its final states are missing, changed, or nobody's. */
  readonly flawed: boolean;
};

const writers = 64;
const rowsPerLine = 2000;
const stallEveryMs = 20_000;
const stallMs = 150;
const timeoutMs = 1000;

/**
 * Writes the record of a drill of 1000 writes and 100 probes a second, that is as long as wanted and never in memory. It is made
 * up, and as uneven as a real one: latencies of microseconds, a stall every 20 s, an outage in which writes are refused or
 * have an unknown outcome, and sets of transactions that grow from sample to sample.
 *
 * @returns how many operations it has
 */
export async function writeLongRecord(folder: string, { seconds, flawed }: LongRecord): Promise<number> {
  const loadToMs = killOfPrimary.loadFromMs + seconds * 1000;
  const plan: Plan = {
    ...killOfPrimary,
    loadToMs,
    recoveryMs: loadToMs - 3000,
    redundantMs: loadToMs - 500,
    periodMs: { service: 10, application: 1 },
    writers,
  };
  const record = await openRecord(folder);
  const scenario = scenarioOf({ workload: { rate: '1000/s', writers, probeEvery: '10ms' } });
  const manifest = { ...emptyRecord().manifest, ...manifestOf({ scenario, endedAtMs: loadToMs + 2000 }) };
  await record.writeManifest(manifest);
  for (const event of plantEvents(plan)) record.event(event);
  const count = await writeOperations(record, plan);
  await writeSamples(record, plan);
  for (const server of [1, 2, 3]) await writeFinal(record, plan, server, flawed);
  await record.seal({ ...manifest, format: runFormat, endedAtMs: loadToMs + 2000 });
  return count;
}

type Arrival = { readonly line: OperationLine; readonly present: boolean; readonly serverId: number };

function countOf(plan: Plan, stream: Stream): number {
  return Math.floor((plan.loadToMs - plan.loadFromMs) / plan.periodMs[stream]) + 1;
}

/** One arrival of a stream, always the same for the same index. */
function arrivalOf(plan: Plan, stream: Stream, index: number): Arrival {
  const random = (salt: number): number => mixed(2 * index + (stream === 'service' ? 1 : 0), salt) / 2 ** 32;
  const own = stream === 'service' ? 1 : plan.writers;
  const writer = stream === 'service' ? 0 : 1 + (index % own);
  const sequence = Math.floor(index / own) + 1;
  const dueMs = plan.loadFromMs + index * plan.periodMs[stream];
  const startedMs = inMicroseconds(dueMs + random(1) * 0.2);
  const [fromMs, toMs] = plan.outage[stream];
  const isOut = dueMs >= fromMs && dueMs < toMs;
  const isRefused = isOut && random(2) < 0.5;
  const intoStallMs = (dueMs - plan.loadFromMs) % stallEveryMs;
  const waitMs = isRefused ? 0 : isOut ? timeoutMs : intoStallMs < stallMs ? stallMs - intoStallMs : 0.5;
  const endedMs = inMicroseconds(startedMs + waitMs + random(3) ** 3 * 8);
  const outcome = isRefused ? 'fail' : isOut ? 'info' : 'ok';
  const error = isRefused ? 'connect: ECONNREFUSED' : isOut ? `no answer within ${timeoutMs} ms` : null;
  return {
    line: [stream, writer, sequence, mixed(index, own), dueMs, startedMs, endedMs, outcome, error],
    present: outcome === 'ok' || (outcome === 'info' && random(4) < 0.5),
    serverId: endedMs < plan.zeroMs ? 1 : 2,
  };
}

/** In the order in which they ended. */
async function writeOperations(record: RecordWriter, plan: Plan): Promise<number> {
  const next: Record<Stream, number> = { service: 0, application: 0 };
  const last = { service: countOf(plan, 'service'), application: countOf(plan, 'application') };
  let open: OperationLine[] = [];
  for (
    let toMs = plan.loadFromMs + 1000;
    open.length > 0 || next.application < last.application;
    toMs += 1000
  ) {
    for (const stream of ['service', 'application'] as const) {
      const isDue = () => plan.loadFromMs + next[stream] * plan.periodMs[stream] < toMs;
      for (; next[stream] < last[stream] && isDue(); next[stream] += 1)
        open.push(arrivalOf(plan, stream, next[stream]).line);
    }
    open.sort((one, other) => one[6] - other[6]);
    const ended = open.findLastIndex((line) => line[6] < toMs) + 1;
    record.operations(open.slice(0, ended));
    open = open.slice(ended);
    // A faster writer than the disk would be held in memory.
    await record.flush();
  }
  return last.service + last.application;
}

async function writeSamples(record: RecordWriter, plan: Plan): Promise<void> {
  const toMs = plan.redundantMs + 1000;
  for (let atMs = plan.loadFromMs - 500; atMs < toMs; atMs += plan.sampleEveryMs) {
    for (const server of [1, 2, 3]) record.sample(sampleAt(plan, server, inMicroseconds(atMs + server / 7)));
    if (atMs % 10_000 < plan.sampleEveryMs) await record.flush();
  }
}

function sampleAt(plan: Plan, server: number, atMs: number): Sample {
  const isOld = atMs < plan.promotedMs;
  const leader = isOld ? 1 : 2;
  if (server === 1 && atMs >= plan.zeroMs && atMs < plan.redundantMs)
    return sampleOf(1, atMs - 2, atMs, null);
  const executed = executedAt(plan, atMs);
  const semisync = semisyncOf({ acknowledged: Math.max(0, Math.round(atMs - plan.loadFromMs)) });
  if (server === leader) return sampleOf(server, atMs - 2, atMs, { ...writable, executed, semisync });
  return sampleOf(server, atMs - 2, atMs, {
    executed,
    source: sourceOf(`db${leader}`, { received: executed, heartbeats: Math.max(0, Math.round(atMs / 1000)) }),
    semisync: semisyncOf({ sourceActive: false, sourceClients: 0, replicaActive: true }),
  });
}

function executedAt(plan: Plan, atMs: number): string {
  const perMs = 1 / plan.periodMs.service + 1 / plan.periodMs.application;
  const count = (fromMs: number, toMs: number) => 1 + Math.max(0, Math.floor((toMs - fromMs) * perMs));
  const first = `${uuidOf(1)}:1-${count(plan.loadFromMs, Math.min(atMs, plan.zeroMs))}`;
  return atMs < plan.promotedMs ? first : `${first},${uuidOf(2)}:1-${count(plan.promotedMs, atMs)}`;
}

async function writeFinal(record: RecordWriter, plan: Plan, server: number, flawed: boolean): Promise<void> {
  const atMs = plan.loadToMs + 1500;
  const state = stateOf(server, {
    ...(server === 2 ? writable : {}),
    executed: executedAt(plan, plan.loadToMs),
  });
  const about = { node: `db${server}`, taken: 'final' as const, takenAtMs: atMs, state, tables: [] };
  const file = await record.finalState(about.node, { format: finalFormat, ...about });
  let rows = 0;
  for (let writer = 0; writer <= plan.writers; writer += 1) {
    for (const line of linesOf(plan, server, writer, flawed)) {
      rows += line[1].length;
      await file.rows(line);
    }
  }
  await file.end({ rows, tables: {} });
}

type Line = [writer: number, sequences: number[], values: number[], serverIds: number[]];

function* linesOf(plan: Plan, server: number, writer: number, flawed: boolean): Generator<Line> {
  const [stream, own] = writer === 0 ? (['service', 1] as const) : (['application', plan.writers] as const);
  const count = countOf(plan, stream);
  let line: Line = [writer, [], [], []];
  for (let index = Math.max(0, writer - 1); index < count; index += own) {
    const { line: operation, present, serverId } = arrivalOf(plan, stream, index);
    const flaw = flawed ? flawOf(server, index) : 'none';
    if (flaw === 'missing' || !(present || flaw === 'failed')) continue;
    line[1].push(operation[2]);
    line[2].push(flaw === 'changed' ? (operation[3] ^ 1) >>> 0 : operation[3]);
    line[3].push(flaw === 'foreign' ? 9 : serverId);
    if (line[1].length < rowsPerLine) continue;
    yield line;
    line = [writer, [], [], []];
  }
  if (flawed && server === 2 && writer === 5) {
    line[1].push(count + 7);
    line[2].push(1);
    line[3].push(2);
  }
  if (line[1].length > 0) yield line;
}

function flawOf(server: number, index: number): 'none' | 'missing' | 'changed' | 'foreign' | 'failed' {
  const at = index % 100_003;
  if (server === 2 && at === 17) return 'missing';
  if (server === 3 && at === 18) return 'changed';
  if (server === 2 && at === 19) return 'changed';
  if (server === 1 && at === 20) return 'foreign';
  return server === 3 && at === 7050 ? 'failed' : 'none';
}

/** A whole number below 2^32 that looks random, and is the same for the same two (as in murmur3). */
function mixed(one: number, other: number): number {
  let bits = Math.imul(one ^ Math.imul(other, 0x9e3779b1), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function inMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
