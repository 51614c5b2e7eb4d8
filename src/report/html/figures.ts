import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { readsOf } from '../../judge/measure/staleness.ts';
import type { DrillResult } from '../../judge/measure/types.ts';
import { ganttChart } from '../charts/gantt.ts';
import { lanesChart, roleLook } from '../charts/lanes.ts';
import { latencyChart, stalenessChart } from '../charts/latency.ts';
import { type LegendItem, legend } from '../charts/legend.ts';
import { palette, patterns } from '../charts/palette.ts';
import { patternDefinitions } from '../charts/patterns.ts';
import { throughputChart } from '../charts/throughput.ts';
import { axisMeaning } from '../charts/time-axis.ts';
import { topologyChart } from '../charts/topology.ts';
import type { Translate } from '../language/translate.ts';
import { closeUpOf, type Frame, frameOf } from '../series/frame.ts';
import { clientShare, type GanttRow, outageRows, recoveryRows } from '../series/gantt-rows.ts';
import { lanesOf, nodeRoleNames, nodeRoles } from '../series/lanes.ts';
import { latencySeries, stalenessSeries } from '../series/latency.ts';
import { croppedMarks, type Marks, marksOf } from '../series/marks.ts';
import { throughputs } from '../series/throughput.ts';
import { snapshotAfter, snapshotBefore } from '../series/topology.ts';
import { formatOffset } from '../text.ts';

const width = 1060;

/** All pictures of the report, with what their captions say. */
export function figures(record: DrillRecord, result: DrillResult, say: Translate) {
  const frame = frameOf(record, result);
  const marks = croppedMarks(marksOf(record, result, frame.endMs), frame);
  const closeUp = closeUpOf(frame, result.outages);
  return {
    svgDefinitions: patternDefinitions(),
    axis: axisMeaning(frame),
    rto: rtoFigures(result, frame, say),
    streams: throughputFigures(record, marks, frame),
    closeUp: closeUp === null ? [] : throughputFigures(record, croppedMarks(marks, closeUp), closeUp),
    svgThroughputLegend: legend(throughputLegend, width),
    latencies: latencySeries(record, frame, 490).map((series) => ({
      stream: series.stream,
      bucket: formatMs(series.buckets.widthMs),
      svgLatency: latencyChart(series, marks, frame, { width, height: 120 }),
    })),
    svgLatencyLegend: legend(latencyLegend, width),
    staleness: stalenessFigures(record, marks, frame),
    svgLanes: lanesChart(lanesOf(record), marks, frame, width),
    svgLanesLegend: legend(lanesLegend, width),
    topologies: topologyFigures(record, result, frame),
  };
}

function throughputFigures(record: DrillRecord, marks: Marks, frame: Frame) {
  return throughputs(record.operations, frame).map((series) => ({
    stream: series.stream,
    bucket: formatMs(series.buckets.widthMs),
    svgThroughput: throughputChart(series, marks, frame, { width, height: 120 }),
  }));
}

function stalenessFigures(record: DrillRecord, marks: Marks, frame: Frame) {
  const aged = (readsOf(record) ?? []).map(({ operation, atLeastMs }) => ({
    sentAtMs: operation.startedAtMs,
    ageMs: atLeastMs,
  }));
  const series = stalenessSeries(aged, frame, 490);
  if (series === null) return [];
  const svgStaleness = stalenessChart(series, marks, frame, { width, height: 120 });
  return [{ bucket: formatMs(series.buckets.widthMs), svgStaleness }];
}

function rtoFigures(result: DrillResult, { zeroMs }: Frame, say: Translate) {
  if (zeroMs === null || result.phases.length === 0) return null;
  const told = (row: GanttRow): GanttRow => ({ ...row, title: say(row.title), detail: say(row.detail) });
  const rows = outageRows(result, zeroMs).map(told);
  const later = recoveryRows(result, zeroMs).map(told);
  return {
    svgOutage: ganttChart(rows, { title: 'The RTO in phases' }, outageFrame(rows, zeroMs), width),
    svgRecovery:
      later.length === 0
        ? null
        : ganttChart(later, { title: 'From the fault to full redundancy' }, wholeFrame(later, zeroMs), width),
    share: shareText(result),
  };
}

function shareText(result: DrillResult): string {
  const share = clientShare(result);
  if (share === null) return 'The client’s own share was not measured.';
  if (!share.atLeast && share.ms <= share.resolutionMs)
    return `The client added nothing that can be told from zero (resolution ${formatMs(share.resolutionMs)}): the application wrote again when the service was there.`;
  const ms = `${share.atLeast ? 'at least ' : ''}${formatMs(share.ms)}`;
  return `The client’s own share of the application’s RTO is ${ms} (resolution ${formatMs(share.resolutionMs)}): what its pool and driver added to the service’s RTO.`;
}

/** Up to the longest bar, but never so long that the phases shrink to slivers: bars beyond it are cut. */
function outageFrame(rows: readonly GanttRow[], zeroMs: number): Frame {
  const phases = Math.max(0, ...rows.filter(({ total }) => !total).map((row) => endOf(row) - zeroMs));
  const all = Math.max(...rows.map((row) => endOf(row) - zeroMs), 1);
  const spanMs = phases === 0 ? all : Math.min(all, phases * 4);
  return { startMs: zeroMs, endMs: zeroMs + spanMs * 1.02, zeroMs };
}

function wholeFrame(rows: readonly GanttRow[], zeroMs: number): Frame {
  const spanMs = Math.max(...rows.map((row) => endOf(row) - zeroMs), 1);
  return { startMs: zeroMs, endMs: zeroMs + spanMs * 1.02, zeroMs };
}

const endOf = (row: GanttRow) => row.endedAtMs ?? row.startedAtMs;

function topologyFigures(record: DrillRecord, result: DrillResult, { zeroMs }: Frame) {
  const when = (atMs: number | null) =>
    atMs === null
      ? 'not sampled'
      : zeroMs === null
        ? `${formatOffset(atMs)} into the drill`
        : `at ${formatOffset(atMs - zeroMs)}`;
  const [before, after] = [snapshotBefore(record, result), snapshotAfter(record)];
  const firstTitle = result.faults.length === 0 ? 'At the start of the drill' : 'Before the fault';
  return [
    { title: firstTitle, when: when(before.atMs), svgTopology: topologyChart(before, firstTitle) },
    {
      title: 'At the end of the drill',
      when: when(after.atMs),
      svgTopology: topologyChart(after, 'At the end of the drill'),
    },
  ];
}

const outageItem: LegendItem = {
  text: 'write outage of the stream',
  fill: patterns.outage,
  stroke: palette.outageEdge,
};
const faultItem: LegendItem = { text: 'fault in force', fill: palette.fault, dashes: '5 3' };

const throughputLegend: LegendItem[] = [
  { text: 'acknowledged (least in the pixel)', fill: palette.accent },
  { text: 'acknowledged (greatest)', fill: palette.accentSoft },
  { text: 'failed, drawn downwards', fill: patterns.failed, stroke: palette.fail },
  { text: 'unknown outcome, downwards', fill: patterns.unknown, stroke: '#6b7785' },
  outageItem,
  faultItem,
];

const latencyLegend: LegendItem[] = [
  { text: 'median', fill: palette.accent, dashes: '' },
  { text: 'median to p99', fill: palette.accentSoft },
  { text: 'p99 to the greatest', fill: palette.accentFaint, stroke: palette.muted },
  outageItem,
  faultItem,
];

const roleItems: LegendItem[] = nodeRoleNames.map((role) => ({
  text: nodeRoles[role],
  fill: roleLook[role].fill,
  stroke: roleLook[role].stroke,
}));
const lanesLegend: LegendItem[] = [...roleItems, faultItem];
