import type { DrillResult, Measurement, Phase } from '../../judge/measure/types.ts';

/** One bar of a Gantt chart (ms of the record). */
export type GanttRow = {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  readonly startedAtMs: number;
  /** Null when it was not seen to end. */
  readonly endedAtMs: number | null;
  /** Not over when the record ended: at least this long. */
  readonly atLeast: boolean;
  /** From here on the bar is the client's own share. */
  readonly shareFromMs: number | null;
  readonly total: boolean;
};

const phaseTitles: Readonly<Record<Phase['name'], string>> = {
  noticed: 'Noticing',
  acted: 'Until the scenario acted',
  detected: 'Detection',
  elected: 'Election',
  promoted: 'Promotion',
  routed: 'Routing',
  found: 'Finding the transaction',
  loaded: 'Loading the full backup',
  replayed: 'Replaying binary logs',
  rebuilt: 'Rebuilding the cluster',
  'first-write': 'First acknowledged write',
  steady: 'Back to the steady state',
  redundant: 'Back to full redundancy',
};

const afterTheOutage: ReadonlySet<Phase['name']> = new Set(['steady', 'redundant']);

/** The phases from the fault to the first acknowledged write, then the two RTOs as a whole. */
export function outageRows(result: DrillResult, zeroMs: number): GanttRow[] {
  const phases = result.phases.filter(({ name }) => !afterTheOutage.has(name)).map(phaseRow);
  const service = find(result, 'rto-service');
  const application = find(result, 'rto-application');
  const rows = [
    rtoRow(service, 'RTO, service', 'until anyone could have written, on fresh connections', zeroMs, null),
    rtoRow(
      application,
      'RTO, application',
      'until this application wrote again, through its pool; hatched: the client’s own share',
      zeroMs,
      service?.value ?? null,
    ),
  ];
  return [...phases, ...rows.filter((row) => row !== null)];
}

/** What came after the first write, beside the outage itself, on a scale of its own. */
export function recoveryRows(result: DrillResult, zeroMs: number): GanttRow[] {
  const later = result.phases.filter(({ name }) => afterTheOutage.has(name));
  const outage = rtoRow(find(result, 'rto-service'), 'RTO, service', 'as above, on this scale', zeroMs, null);
  return later.length === 0 ? [] : [...(outage === null ? [] : [outage]), ...later.map(phaseRow)];
}

/** How much longer this application waited than anyone had to (ms); null where one of the two is not known. */
export function clientShare(
  result: DrillResult,
): { ms: number; atLeast: boolean; resolutionMs: number } | null {
  const service = find(result, 'rto-service');
  const application = find(result, 'rto-application');
  if (service === undefined || application === undefined) return null;
  if (service.value === null || application.value === null || service.atLeast) return null;
  return {
    ms: application.value - service.value,
    atLeast: application.atLeast,
    resolutionMs: Math.max(service.resolution ?? 0, application.resolution ?? 0),
  };
}

function phaseRow(phase: Phase): GanttRow {
  return {
    key: phase.name,
    title: phaseTitles[phase.name],
    detail: phase.endedAtMs === null ? `not seen: ${phase.endedBy}` : `ends when: ${phase.endedBy}`,
    startedAtMs: phase.startedAtMs,
    endedAtMs: phase.endedAtMs,
    atLeast: false,
    shareFromMs: null,
    total: false,
  };
}

function rtoRow(
  measurement: Measurement | undefined,
  title: string,
  detail: string,
  zeroMs: number,
  serviceMs: number | null,
): GanttRow | null {
  if (measurement === undefined || measurement.value === null) return null;
  const share = serviceMs !== null && serviceMs < measurement.value;
  return {
    key: measurement.name,
    title,
    detail,
    startedAtMs: zeroMs,
    endedAtMs: zeroMs + measurement.value,
    atLeast: measurement.atLeast,
    shareFromMs: share ? zeroMs + serviceMs : null,
    total: true,
  };
}

function find({ measurements }: DrillResult, name: string): Measurement | undefined {
  return measurements.find((measurement) => measurement.name === name);
}
