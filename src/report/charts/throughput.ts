import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { area, curveStepAfter } from 'd3-shape';
import { extremes } from '../series/columns.ts';
import type { Frame } from '../series/frame.ts';
import type { Marks } from '../series/marks.ts';
import type { Throughput } from '../series/throughput.ts';
import { faultLines, marksHeight, marksStrip, outageLabels, outageShades } from './marks.ts';
import { palette, patterns } from './palette.ts';
import { drawing, element, group, joined, label, type Svg } from './svg.ts';
import { type Plot, timeAxis, timeScale } from './time-axis.ts';

type Size = { readonly width: number; readonly height: number };

/**
 * Writes a second of one stream: acknowledged ones above the line, failed and unknown ones below it.
 * Where buckets are narrower than a pixel, the solid part is the least and the pale part the greatest of them.
 */
export function throughputChart(series: Throughput, marks: Marks, frame: Frame, size: Size): Svg {
  const plot: Plot = { left: 64, right: size.width - 12, top: marksHeight + 4, bottom: size.height - 22 };
  const columns = Math.floor(plot.right - plot.left);
  const acknowledged = extremes(series.acknowledged, columns);
  const failed = extremes(series.failed, columns);
  const bad = extremes(sum(series.failed, series.unknown), columns);
  const most = Math.max(1, ...acknowledged.max);
  const worst = Math.max(0, ...bad.max);
  const y = scaleLinear([-worst, most], [plot.bottom, plot.top + 4]).nice(5);
  const shape = (
    low: ArrayLike<number>,
    high: ArrayLike<number>,
    attributes: Record<string, string | number>,
  ) => steps(series, frame, plot, y, low, high, attributes);
  const none = new Float64Array(acknowledged.min.length);
  return drawing(
    {
      ...size,
      title: `Writes a second over time, ${series.stream} stream`,
      description: describe(series, marks),
    },
    timeAxis(frame, plot),
    rateAxis(y, plot),
    outageShades(marks, series.stream, frame, plot),
    shape(none, acknowledged.max, { fill: palette.accentSoft }),
    shape(none, acknowledged.min, { fill: palette.accent, 'fill-opacity': 0.85 }),
    shape(none, negative(bad.max), { fill: patterns.unknown, stroke: '#6b7785', 'stroke-width': 0.5 }),
    shape(none, negative(failed.max), { fill: patterns.failed, stroke: palette.fail, 'stroke-width': 0.5 }),
    element('line', { x1: plot.left, x2: plot.right, y1: y(0), y2: y(0), stroke: palette.ink }),
    faultLines(marks, frame, plot),
    outageLabels(marks, series.stream, frame, plot),
    marksStrip(marks, frame, plot),
  );
}

function rateAxis(y: ScaleLinear<number, number>, plot: Plot): Svg {
  return group(
    { 'text-anchor': 'end', 'font-size': 11, fill: palette.muted },
    ...y
      .ticks(4)
      .flatMap((rate) => [
        element('line', { x1: plot.left, x2: plot.right, y1: y(rate), y2: y(rate), stroke: palette.line }),
        label(plot.left - 6, y(rate) + 4, `${Math.abs(rate)} /s`),
      ]),
  );
}

function steps(
  { buckets }: Throughput,
  frame: Frame,
  plot: Plot,
  y: (value: number) => number,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
  attributes: Record<string, string | number>,
): Svg {
  const x = timeScale(frame, plot);
  const perColumn = buckets.count / high.length;
  const edges = Array.from({ length: high.length + 1 }, (_, column) =>
    column === high.length ? frame.endMs : buckets.startMs + column * perColumn * buckets.widthMs,
  );
  const at = (values: ArrayLike<number>, column: number) => values[Math.min(column, high.length - 1)] ?? 0;
  const path = area<number>()
    .digits(1)
    .curve(curveStepAfter)
    .x((edge) => x(edge))
    .y0((_, column) => y(at(low, column)))
    .y1((_, column) => y(at(high, column)))(edges);
  return path === null || !high.length ? joined([]) : element('path', { d: path, ...attributes });
}

function describe({ stream, buckets, acknowledged }: Throughput, marks: Marks): string {
  const { max } = extremes(acknowledged, 1);
  const outages = marks.outages.filter((outage) => outage.stream === stream).length;
  return `Acknowledged writes a second in buckets of ${buckets.widthMs} ms, at most ${Math.round(max[0] ?? 0)} a second; ${outages} write outages are shaded. The tables of this report give the numbers.`;
}

const sum = (a: Float64Array, b: Float64Array) => a.map((value, index) => value + (b[index] ?? 0));
const negative = (values: Float64Array) => values.map((value) => -value);
