import type { DrillRecord, Operation } from '../../src/history/record.ts';
import type { Stream } from '../../src/history/schema.ts';
import type { SelfSample } from '../../src/history/self-sample.ts';
import { seededRandom } from '../../src/random.ts';
import { mostInFlight } from '../../src/workload/service.ts';
import { withOperations } from './change-record.ts';
import { killOfPrimary, plantDrill } from './planted-drill.ts';

/** A life of one stream whose outage is known to the instant. Times in ms. */
export type KnownOutage = {
  /** What a write that meets the outage lives through: refused at once, silence to its deadline, or silence for good. */
  readonly how: 'refused' | 'silent' | 'hangs';
  readonly downMs: number;
  readonly upMs: number;
  /** How long before the outage time zero is, and how long after its beginning the injecting returned. */
  readonly zeroBeforeMs: number;
  readonly doneAfterMs: number;
  readonly periodMs: number;
  readonly phaseMs: number;
  /** Writes take between these while nothing is broken; one of the baseline takes the longest. */
  readonly latencyMs: readonly [least: number, most: number];
  /** Spans in which the thread of the load neither starts a write nor notices an answer. */
  readonly stalls: readonly (readonly [fromMs: number, toMs: number])[];
  readonly seed: number;
};

const deadlineMs = 250;

/** The stream that this happens to: an application has no deadline. */
export const streamOf = ({ how }: KnownOutage): Stream => (how === 'hangs' ? 'application' : 'service');

/** The record of a drill in which one stream lived through a known outage; the other never noticed. */
export function recordKnown(known: KnownOutage): DrillRecord {
  const zeroMs = known.downMs - known.zeroBeforeMs;
  const never = [0, 0] as const;
  const calm = plantDrill({
    zeroMs,
    outage: { service: never, application: never },
    periodMs: { service: 200, application: 200 },
    sampleEveryMs: 2000,
  });
  const stream = streamOf(known);
  const record = withOperations(calm, (operations) => [
    ...operations.filter((one) => one.stream !== stream),
    ...live(known).map((one, index) => ({
      stream,
      writer: stream === 'service' ? 0 : 1,
      sequence: index + 1,
      value: index,
      ...one,
    })),
  ]);
  const events = record.events.map((event) =>
    event.type === 'fault-in-force'
      ? { ...event, data: { ...event.data, doneAtMs: known.downMs + known.doneAfterMs } }
      : event,
  );
  return { ...record, events };
}

type Lived = Pick<Operation, 'scheduledAtMs' | 'startedAtMs' | 'endedAtMs' | 'outcome' | 'error'>;

function live(known: KnownOutage): Lived[] {
  const { downMs, upMs, periodMs, latencyMs, how } = known;
  const random = seededRandom(known.seed);
  const noticed = (atMs: number): number =>
    known.stalls.reduce((ms, [fromMs, toMs]) => (ms >= fromMs && ms < toMs ? toMs : ms), atMs);
  const count = Math.floor((killOfPrimary.loadToMs - killOfPrimary.loadFromMs - known.phaseMs) / periodMs);
  const lived = Array.from({ length: count }, (_, index): Lived => {
    const scheduledAtMs = killOfPrimary.loadFromMs + known.phaseMs + index * periodMs;
    const startedAtMs = noticed(scheduledAtMs + random());
    const slowest = Math.floor(4000 / periodMs) === index;
    const tookMs = slowest ? latencyMs[1] : latencyMs[0] + random() * (latencyMs[1] - latencyMs[0]);
    const about = { scheduledAtMs, startedAtMs };
    const meets = startedAtMs < upMs && startedAtMs + tookMs > downMs;
    if (!meets) {
      const answeredMs = noticed(startedAtMs + tookMs);
      // Both are due when the thread goes on, and a timer goes before an answer that waits in the socket.
      if (how !== 'hangs' && answeredMs > startedAtMs + deadlineMs)
        return { ...about, endedAtMs: answeredMs, outcome: 'info' as const, error: 'no answer' };
      return { ...about, endedAtMs: answeredMs, outcome: 'ok' as const, error: null };
    }
    // No two answers are noticed in one instant.
    if (how === 'hangs')
      return {
        ...about,
        endedAtMs: noticed(upMs + tookMs) + index / 1e4,
        outcome: 'ok' as const,
        error: null,
      };
    const endedAtMs = noticed(
      how === 'refused' ? Math.max(startedAtMs, downMs) + 0.5 : startedAtMs + deadlineMs,
    );
    return { ...about, endedAtMs, outcome: 'info' as const, error: 'no answer' };
  });
  const sent = how === 'hangs' ? lived : withinLimit(lived);
  return sent.sort((a, b) => a.endedAtMs - b.endedAtMs);
}

/** Probes that were due when too many others had not ended were not sent. */
function withinLimit(lived: readonly Lived[]): Lived[] {
  let waiting: Lived[] = [];
  return lived
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs)
    .map((one) => {
      waiting = waiting.filter(({ endedAtMs }) => endedAtMs > one.startedAtMs);
      if (waiting.length >= mostInFlight) {
        const error = `connect: ${mostInFlight} probes in flight`;
        return { ...one, endedAtMs: one.startedAtMs, outcome: 'fail', error };
      }
      waiting.push(one);
      return one;
    });
}

/** What a harness tells of itself, second by second, whose control probe stood still in some spans. */
export function selfSamplesOf(
  gaps: readonly (readonly [fromMs: number, toMs: number])[],
  untilMs = 22_000,
): SelfSample[] {
  return Array.from({ length: untilMs / 1000 }, (_, index) => {
    const atMs = (index + 1) * 1000;
    const own = gaps.filter(([, toMs]) => toMs > atMs - 1000 && toMs <= atMs);
    return {
      atMs,
      conductorDelayMs: 1,
      loadDelayMs: 1,
      control: {
        everyMs: 20,
        answers: 50,
        slowestMs: 1,
        gaps: own.map(([from, to]) => [from, to] as [number, number]),
      },
      cpu: { busy: 0.3, steal: 0 },
      pressure: { cpuSome: 0, ioSome: 0, ioFull: 0 },
    };
  });
}
