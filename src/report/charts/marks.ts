import type { Stream } from '../../history/schema.ts';
import { formatMs } from '../../units.ts';
import type { Frame } from '../series/frame.ts';
import type { FaultMark, Marks } from '../series/marks.ts';
import { palette, patterns } from './palette.ts';
import { element, fitted, group, joined, label, type Svg, textWidth } from './svg.ts';
import { type Plot, type TimeScale, timeScale } from './time-axis.ts';

/** Height of the strip above a plot that names stages and faults (px). */
export const marksHeight = 34;

/** The stages of the drill and the faults, named in a strip above the plot. */
export function marksStrip(marks: Marks, frame: Frame, plot: Plot): Svg {
  const x = timeScale(frame, plot);
  const top = plot.top - marksHeight;
  return joined([
    ...marks.stages.map((stage) => stageLabel(stage, x, plot, top)),
    faultLabels(marks.faults, x, plot),
  ]);
}

/** A line through the plot at each instant at which a fault came into force. Drawn over the data. */
export function faultLines({ faults }: Marks, frame: Frame, plot: Plot): Svg {
  const x = timeScale(frame, plot);
  return joined(
    faults.map(({ inForceAtMs }) =>
      element('line', {
        'data-fault': inForceAtMs,
        x1: x(inForceAtMs),
        x2: x(inForceAtMs),
        y1: plot.top - 18,
        y2: plot.bottom,
        stroke: palette.fault,
        'stroke-width': 1.5,
        'stroke-dasharray': '5 3',
      }),
    ),
  );
}

/** The write outages of one stream, shaded over exactly their span. Drawn under the data. */
export function outageShades({ outages }: Marks, stream: Stream, frame: Frame, plot: Plot): Svg {
  const x = timeScale(frame, plot);
  const mine = outages.filter((outage) => outage.stream === stream);
  return joined(
    mine.map(({ startedAtMs, endedAtMs }) =>
      element('rect', {
        'data-outage': stream,
        x: x(startedAtMs),
        y: plot.top,
        width: Math.max(x(endedAtMs) - x(startedAtMs), 0.5),
        height: plot.bottom - plot.top,
        fill: patterns.outage,
        stroke: palette.outageEdge,
        'stroke-width': 0.75,
      }),
    ),
  );
}

/** The length of each outage beside its shade, where it is not crowded out by the one before. */
export function outageLabels({ outages }: Marks, stream: Stream, frame: Frame, plot: Plot): Svg {
  const x = timeScale(frame, plot);
  let freeFrom = plot.left;
  const labels: Svg[] = [];
  for (const { startedAtMs, endedAtMs, open } of outages.filter((outage) => outage.stream === stream)) {
    const text = `no writes for ${open ? 'at least ' : ''}${formatMs(endedAtMs - startedAtMs)}`;
    const width = textWidth(text, 12);
    const right = x(endedAtMs) + 5;
    const left = right + width <= plot.right ? right : Math.max(x(startedAtMs) + 5, plot.left);
    if (left < freeFrom) continue;
    freeFrom = left + width + 8;
    labels.push(
      label(left, plot.top + 13, text, {
        'font-size': 12,
        fill: palette.fault,
        stroke: '#fff',
        'stroke-width': 3,
        'paint-order': 'stroke',
      }),
    );
  }
  return joined(labels);
}

function stageLabel(stage: Marks['stages'][number], x: TimeScale, plot: Plot, top: number): Svg {
  const from = Math.max(x(stage.startedAtMs), plot.left);
  const to = Math.min(x(stage.endedAtMs), plot.right);
  if (to - from < 1) return joined([]);
  const text =
    to - from < textWidth(stage.name.slice(0, 4), 11.5) ? '' : fitted(stage.name, to - from - 4, 11.5);
  return group(
    { 'font-size': 11.5, fill: palette.muted },
    element('line', { x1: from, x2: to - 2, y1: top + 2, y2: top + 2, stroke: '#9aa5b1', 'stroke-width': 3 }),
    label(from, top + 14, text),
  );
}

function faultLabels(faults: readonly FaultMark[], x: TimeScale, plot: Plot): Svg {
  let freeFrom = plot.left;
  return joined(
    faults.flatMap(({ label: name, inForceAtMs, healedAtMs }) => {
      const from = x(inForceAtMs);
      const text = `fault: ${name}`;
      const left = Math.min(Math.max(from + 5, freeFrom), plot.right - textWidth(text, 12));
      freeFrom = left + textWidth(text, 12) + 8;
      return [
        element('path', { d: flag(from, plot.top - 18), fill: palette.fault }),
        label(left + 4, plot.top - 9, text, { 'font-size': 12, 'font-weight': 600, fill: palette.fault }),
        ...(healedAtMs === null ? [] : [healedMark(x(healedAtMs), plot)]),
      ];
    }),
  );
}

function healedMark(at: number, plot: Plot): Svg {
  return group(
    { 'font-size': 12, fill: palette.muted },
    element('line', {
      x1: at,
      x2: at,
      y1: plot.top - 6,
      y2: plot.top,
      stroke: palette.muted,
      'stroke-width': 1.5,
    }),
    label(Math.min(at + 4, plot.right - 60), plot.top - 9, 'fault healed'),
  );
}

function flag(x: number, y: number): string {
  return `M${x.toFixed(2)} ${y}l7 4l-7 4z`;
}
