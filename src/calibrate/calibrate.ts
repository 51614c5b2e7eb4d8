/**
 * How far measured outages and RTOs are from a truth that is known.
 *
 * Truth: the time for which the kernel stopped packets between the load and the endpoint, as a watcher in the same
 * network saw it by the same clock: an instant between the last datagram that passed and the first that did not, and
 * one between the last that did not and the first that passed again. The middles are taken, and half of both brackets
 * is the bound on the error of the truth itself.
 * Error: measured minus truth. An outage is measured between acknowledgements, so it is expected to be too long by about one
 * arrival period and one latency. The RTO counts from time zero, which is the instant before the command was sent.
 * Stated: the resolution that the measure itself gives. An error is outside when it is larger than that and the bound of the truth
 * together.
 * Where writes were out again after the blackout before they had been stable (a server that stalled), the RTO reaches to the end
 * of that, and the blackout is not its truth: it is left out of the errors of the RTO, and told.
 * The application's outage is told, and has no error: connections that hung wait until TCP tries again, and that wait is its own.
 */
import { z } from 'zod';
import { formatMs } from '../formats/units.ts';
import type { DrillRecord } from '../history/record.ts';
import type { DrillEvent } from '../history/schema.ts';
import { harnessTrouble } from '../judge/measure/harness-trouble.ts';
import { outagesOf, outageThresholdMs } from '../judge/measure/outages.ts';
import { outageErrorMs, rtoResolution } from '../judge/measure/resolution.ts';
import { type Rto, rtosOf } from '../judge/measure/rto.ts';
import { quantile } from '../judge/measure/sorted.ts';
import { streamWrites } from '../judge/measure/stream-writes.ts';
import { type Span, timelineOf } from '../judge/measure/timeline.ts';
import { median } from '../judge/statistics/quantile.ts';
import type { BlackoutResult, Calibration, Errors } from './schema.ts';

const bracket = z.tuple([z.number(), z.number()]);
const inForceData = z.object({
  step: z.number().int(),
  turn: z.number().int().default(0),
  fault: z.literal('blackout'),
  known: z.object({ lengthMs: z.number(), darkFromMs: bracket, darkToMs: bracket }),
});

/** Compares what was measured of the blackouts of a drill with their truth. Pure. */
export function calibrate(record: DrillRecord): Calibration {
  const blackouts = record.events.flatMap((event) => blackoutOf(record, event));
  return summed({
    runs: [record.manifest.run],
    topology: record.manifest.topology.name,
    startedAt: record.manifest.startedAt,
    blackouts,
    unproved: record.manifest.scenario.method.length - blackouts.length,
  });
}

/** Several drills on one topology as one calibration; undefined where there is none. Pure. */
export function joined(parts: readonly Calibration[]): Calibration | undefined {
  const [first] = parts;
  return (
    first &&
    summed({
      ...first,
      runs: parts.flatMap(({ runs }) => runs),
      blackouts: parts.flatMap(({ blackouts }) => blackouts),
      unproved: parts.reduce((sum, { unproved }) => sum + unproved, 0),
    })
  );
}

type Compared = Pick<Calibration, 'runs' | 'topology' | 'startedAt' | 'blackouts' | 'unproved'>;

function summed({ runs, topology, startedAt, blackouts, unproved }: Compared): Calibration {
  const sound = blackouts.filter((one) => one.harness === null);
  return {
    format: 'ha-drill/calibration/2',
    runs,
    topology,
    startedAt,
    blackouts,
    unproved,
    missed: {
      outage: sound.filter((one) => one.outage === null).length,
      rto: sound.filter((one) => one.rto === null && one.again === null).length,
    },
    inconclusive: blackouts.length - sound.length,
    again: sound.filter((one) => one.again !== null).length,
    kernelOffMs:
      blackouts.length === 0
        ? null
        : Math.max(...blackouts.map(({ truthMs, lengthMs }) => Math.abs(truthMs - lengthMs))),
    errors: (['outage', 'rto'] as const).flatMap((measure) => errorsOfMeasure(measure, sound)),
  };
}

function blackoutOf(record: DrillRecord, event: DrillEvent): BlackoutResult[] {
  if (event.type !== 'fault-in-force') return [];
  const data = inForceData.safeParse(event.data).data;
  if (!data) return [];
  const { lengthMs, darkFromMs, darkToMs } = data.known;
  const truth: Span = { fromMs: middle(darkFromMs), toMs: middle(darkToMs) };
  const how = record.manifest.scenario.method[data.step]?.with.how === 'reject' ? 'reject' : 'drop';
  const truthMs = truth.toMs - truth.fromMs;
  const rto = rtosOf(record, 'service').find(
    ({ fault }) => fault.step === data.step && fault.turn === data.turn,
  );
  const again = rto ? outAgain(rto, truth) : null;
  return [
    {
      how,
      lengthMs,
      truthMs: rounded(truthMs),
      truthErrorMs: rounded((darkFromMs[1] - darkFromMs[0] + darkToMs[1] - darkToMs[0]) / 2),
      outage: outageIn(record, truth),
      rto: rto && again === null ? comparedRto(record, rto, truthMs) : null,
      applicationMs: applicationIn(record, truth),
      harness: troubleIn(record, truth, rto),
      again,
    },
  ];
}

/** What was measured of the service in a blackout: the outages that overlap it, in sum. */
function outageIn(record: DrillRecord, truth: Span): BlackoutResult['outage'] {
  const own = outagesOf(record).filter((one) => one.stream === 'service' && overlaps(one, truth));
  if (own.length === 0) return null;
  const measuredMs = own.reduce((sum, one) => sum + one.endedAtMs - one.startedAtMs, 0);
  const statedMs = own.reduce((sum, one) => sum + outageErrorMs(record, one), 0);
  return compared(measuredMs, truth.toMs - truth.fromMs, statedMs);
}

function comparedRto(record: DrillRecord, rto: Rto, truthMs: number): BlackoutResult['rto'] {
  if (rto.atLeast || rto.outages.length === 0) return null;
  const gapMs = outageThresholdMs(record, streamWrites(record).service, timelineOf(record).baseline);
  return compared(rto.valueMs, truthMs, rtoResolution(record, 'service', rto, gapMs).ms);
}

/** Why nothing is proved: the harness stood still in the blackout, or made an outage itself that its RTO waited for. */
function troubleIn(record: DrillRecord, truth: Span, rto: Rto | undefined): string | null {
  const spans = (rto?.outages ?? []).map((one) => ({ fromMs: one.startedAtMs, toMs: one.endedAtMs }));
  const why = [truth, ...spans].map((span) => harnessTrouble(record, span).inconclusive);
  return why.find((one) => one !== null) ?? null;
}

/** What an RTO waited for besides its blackout, in words. */
function outAgain({ outages }: Rto, truth: Span): string | null {
  const later = outages.filter(({ startedAtMs }) => startedAtMs >= truth.toMs);
  if (later.length === 0) return null;
  const each = later.map(
    ({ startedAtMs, endedAtMs }) =>
      `for ${formatMs(endedAtMs - startedAtMs)}, ${formatMs(startedAtMs - truth.toMs)} after it`,
  );
  return `writes were out again ${each.join(', and ')}`;
}

/** Null where its outage was not seen, or lasted into another blackout. */
function applicationIn(record: DrillRecord, truth: Span): number | null {
  const own = outagesOf(record).filter((one) => one.stream === 'application' && overlaps(one, truth));
  const [only] = own;
  if (!only || own.length > 1 || only.open) return null;
  const others = timelineOf(record).spans.filter(
    ({ zeroMs }) => zeroMs > truth.toMs && zeroMs < only.endedAtMs,
  );
  return others.length > 0 ? null : rounded(only.endedAtMs - only.startedAtMs);
}

function errorsOfMeasure(measure: 'outage' | 'rto', blackouts: readonly BlackoutResult[]): Errors[] {
  const lengths = [...new Set(blackouts.map(({ lengthMs }) => lengthMs))].sort((a, b) => a - b);
  const kinds = [
    ...(['drop', 'reject'] as const).flatMap((how) => lengths.map((lengthMs) => ({ how, lengthMs }))),
    { how: 'all' as const, lengthMs: null },
  ];
  return kinds.flatMap(({ how, lengthMs }) => {
    const own = blackouts.filter(
      (one) => (how === 'all' || one.how === how) && (lengthMs === null || one.lengthMs === lengthMs),
    );
    const compared = own.flatMap((one) =>
      one[measure] ? [{ ...one[measure], truthErrorMs: one.truthErrorMs }] : [],
    );
    if (compared.length === 0) return [];
    const sizes = Float64Array.from(compared, ({ errorMs }) => Math.abs(errorMs)).sort();
    const middleOf = (values: number[]): number =>
      rounded(median(values.map((value) => ({ value, atLeast: false })))?.value ?? 0);
    return [
      {
        measure,
        how,
        lengthMs,
        count: compared.length,
        medianMs: middleOf(compared.map(({ errorMs }) => errorMs)),
        p95Ms: quantile(sizes, 0.95) ?? 0,
        worstMs: sizes.at(-1) ?? 0,
        statedMs: middleOf(compared.map(({ statedMs }) => statedMs)),
        outside: compared.filter((one) => Math.abs(one.errorMs) > one.statedMs + one.truthErrorMs).length,
      },
    ];
  });
}

function compared(measuredMs: number, truthMs: number, statedMs: number) {
  return {
    measuredMs: rounded(measuredMs),
    errorMs: rounded(measuredMs - truthMs),
    statedMs: rounded(statedMs),
  };
}

function overlaps(
  outage: { readonly startedAtMs: number; readonly endedAtMs: number },
  { fromMs, toMs }: Span,
): boolean {
  return outage.startedAtMs < toMs && outage.endedAtMs > fromMs;
}

function middle([from, to]: readonly [number, number]): number {
  return (from + to) / 2;
}

/** The clock has microseconds. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
