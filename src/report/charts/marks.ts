import type { Frame } from '../series/frame.ts';
import type { Marks } from '../series/marks.ts';
import { faultLabels, faultLabelsHeight } from './fault-labels.ts';
import { palette } from './palette.ts';
import { element, fitted, group, joined, label, type Svg, textWidth } from './svg.ts';
import { type Plot, type Sides, type TimeScale, timeScale } from './time-axis.ts';

const stagesHeight = 22;

/** Height of the strip above a plot that names stages and faults (px). */
export function marksHeight(marks: Marks, frame: Frame, sides: Sides): number {
  return stagesHeight + faultLabelsHeight(marks.faults, frame, sides);
}

/** The stages of the drill and the faults, named in a strip above the plot. */
export function marksStrip(marks: Marks, frame: Frame, plot: Plot): Svg {
  const x = timeScale(frame, plot);
  const top = plot.top - marksHeight(marks, frame, plot);
  return joined([
    ...marks.stages.map((stage) => stageLabel(stage, x, plot, top)),
    faultLabels(marks.faults, frame, plot),
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
        y1: plot.top,
        y2: plot.bottom,
        stroke: palette.fault,
        'stroke-width': 1.5,
        'stroke-dasharray': '5 3',
      }),
    ),
  );
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
