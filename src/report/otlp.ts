import { createHash } from 'node:crypto';
import type { RunManifest } from '../history/manifest.ts';
import type { DrillEvent } from '../history/schema.ts';
import type { DrillResult } from '../judge/measure/types.ts';
import { oneLine } from './text.ts';

type Value =
  | { readonly stringValue: string }
  | { readonly doubleValue: number }
  | { readonly intValue: string };
type Attribute = { readonly key: string; readonly value: Value };

/** A part of a trace before it is put into words of the protocol; times count from the start of the run. */
type Part = {
  readonly name: string;
  readonly parent: string | null;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly failed?: string;
};

/**
 * A drill as a trace, in the JSON of the OpenTelemetry protocol (OTLP 1.x, ExportTraceServiceRequest): the drill as the root, below
 * it the phases of the harness, those of the RTO, and the outages that writers saw. Its ids follow from the id of the run, so that a drill
 * that is exported again is the same trace.
 */
export function otlpTrace(
  manifest: RunManifest,
  result: DrillResult,
  events: readonly DrillEvent[],
  version: string,
): object {
  const originNs = BigInt(Date.parse(manifest.startedAt)) * 1_000_000n;
  const parts = partsOf(manifest, result, events);
  const time = (ms: number) => String(originNs + BigInt(Math.round(ms * 1000)) * 1000n);
  const spans = parts.map(({ name, parent, startMs, endMs, attributes = {}, failed }) => ({
    traceId: digest(manifest.run, 32),
    spanId: digest(`${manifest.run} ${name}`, 16),
    ...(parent === null ? {} : { parentSpanId: digest(`${manifest.run} ${parent}`, 16) }),
    name: oneLine(name),
    kind: 1,
    startTimeUnixNano: time(startMs),
    endTimeUnixNano: time(Math.max(startMs, endMs)),
    attributes: attributesOf(attributes),
    status: failed === undefined ? { code: 0 } : { code: 2, message: oneLine(failed) },
  }));
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf({ 'service.name': 'ha-drill', 'service.version': version }) },
        scopeSpans: [{ scope: { name: 'ha-drill', version }, spans }],
      },
    ],
  };
}

function partsOf(manifest: RunManifest, result: DrillResult, events: readonly DrillEvent[]): Part[] {
  const endMs = Math.max(manifest.endedAtMs ?? 0, ...events.map(({ atMs }) => atMs));
  const root = `drill ${result.scenario} on ${result.topology}`;
  return [
    {
      name: root,
      parent: null,
      startMs: 0,
      endMs,
      attributes: { ...aboutRun(result), ...measured(result) },
      ...(result.verdict === 'fail' ? { failed: result.sentence } : {}),
    },
    ...harnessPhases(events, root, endMs),
    ...result.phases.flatMap(({ name, startedAtMs, endedAtMs, endedBy }): Part[] =>
      endedAtMs === null
        ? []
        : [
            {
              name: `rto: ${name}`,
              parent: root,
              startMs: startedAtMs,
              endMs: endedAtMs,
              attributes: { 'ha_drill.ended_by': endedBy },
            },
          ],
    ),
    ...result.faults.map(
      ({ fault, step, turn, targets, injectingAtMs, inForceAtMs, evidence }): Part => ({
        name: `fault ${step}.${turn}: ${fault} of ${targets.join(', ')}`,
        parent: root,
        startMs: injectingAtMs,
        endMs: inForceAtMs ?? injectingAtMs,
        attributes: { 'ha_drill.proof': evidence },
        ...(inForceAtMs === null ? { failed: 'not proved' } : {}),
      }),
    ),
    ...result.outages.map(
      ({ stream, startedAtMs, endedAtMs, missedWrites, open }, index): Part => ({
        name: `write outage ${index + 1} (${stream})`,
        parent: root,
        startMs: startedAtMs,
        endMs: endedAtMs,
        attributes: { 'ha_drill.missed_writes': missedWrites, 'ha_drill.open': String(open) },
      }),
    ),
  ];
}

/** From the event that begins each phase to that of the next. */
function harnessPhases(events: readonly DrillEvent[], parent: string, endMs: number): Part[] {
  const began = events.filter(({ type }) => type === 'phase-started');
  return began.map(({ atMs, data }, index) => ({
    name: `phase ${String(data?.phase)}`,
    parent,
    startMs: atMs,
    endMs: began[index + 1]?.atMs ?? endMs,
  }));
}

function aboutRun({ run, scenario, topology, seed, verdict, lifecycle }: DrillResult) {
  return {
    'ha_drill.run': run,
    'ha_drill.scenario': scenario,
    'ha_drill.topology': topology,
    'ha_drill.seed': seed,
    'ha_drill.verdict': verdict,
    'ha_drill.lifecycle': lifecycle,
  };
}

/** Every measure that was taken, in its own unit; of bounds it is said that they are. */
function measured({ measurements }: DrillResult): Record<string, string | number> {
  return Object.fromEntries(
    measurements.flatMap(({ name, value, unit, atLeast }): [string, string | number][] => {
      const key = `ha_drill.${name.replaceAll('-', '_')}.${unit.replaceAll('-', '_')}`;
      if (value === null) return [];
      return [[key, value], ...(atLeast ? ([[`${key}.at_least`, 'true']] as [string, string][]) : [])];
    }),
  );
}

function attributesOf(values: Readonly<Record<string, string | number>>): Attribute[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: typed(value) }));
}

function typed(value: string | number): Value {
  if (typeof value === 'string') return { stringValue: oneLine(value) };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

function digest(text: string, characters: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, characters);
}
