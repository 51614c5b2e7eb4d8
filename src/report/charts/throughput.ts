import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { area, curveStepAfter } from 'd3-shape';
import { counted } from '../../evidence.ts';
import { bucketEdgeMs } from '../series/buckets.ts';
import { extremes } from '../series/columns.ts';
import type { Frame } from '../series/frame.ts';
import type { Marks } from '../series/marks.ts';
import type { Throughput } from '../series/throughput.ts';
import { formatCount } from '../text.ts';
import { faultLines, marksHeight, marksStrip } from './marks.ts';
import { outageLabels, outageShades } from './outages.ts';
import { palette, patterns } from './palette.ts';
import { type Attributes, drawing, element, group, label, type Svg } from './svg.ts';
import { type Plot, sharedSides, timeAxis, timeScale } from './time-axis.ts';

/** The width of the drawing and the height of the plot in it (px). */
type Size = { readonly width: number; readonly height: number };
type Scale = (value: number) => number;
type Scales = { readonly x: Scale; readonly y: Scale };

/**
 * Writes a second of one stream: acknowledged ones above the line, failed and unknown ones below it.
 * Where buckets are narrower than a pixel, the solid part is the least and the pale part the greatest of them.
 */
export function throughputChart(series: Throughput, marks: Marks, frame: Frame, size: Size): Svg {
  const sides = sharedSides(size.width);
  const top = marksHeight(marks, frame, sides);
  const plot: Plot = { ...sides, top, bottom: top + size.height };
  const columns = Math.floor(plot.right - plot.left);
  const acknowledged = extremes(series.acknowledged, columns);
  const failed = extremes(series.failed, columns);
  const bad = extremes(sum(series.failed, series.unknown), columns);
  const limit = highestShown(series);
  const greatest = { acknowledged: Math.max(1, ...acknowledged.max), bad: Math.max(0, ...bad.max) };
  const domain = [-Math.min(greatest.bad, limit), Math.min(greatest.acknowledged, limit)];
  const y = scaleLinear(domain, [plot.bottom, plot.top + 4])
    .nice(5)
    .clamp(true);
  const [low = 0, high = 0] = y.domain();
  const cut = [
    greatest.acknowledged > high ? greatest.acknowledged : 0,
    greatest.bad > -low ? greatest.bad : 0,
  ];
  const scales = { x: timeScale(frame, plot), y };
  return drawing(
    {
      width: size.width,
      height: plot.bottom + 22,
      title: `Writes a second over time, ${series.stream} stream`,
      description: describe(series, marks),
    },
    timeAxis(frame, plot),
    rateAxis(y, plot),
    outageShades(marks, series.stream, frame, plot),
    steps(series, scales, acknowledged.max, { fill: palette.accentSoft }),
    steps(series, scales, acknowledged.min, { 'data-least': series.stream, fill: palette.accent }),
    steps(series, scales, negative(bad.max), {
      fill: patterns.unknown,
      stroke: '#6b7785',
      'stroke-width': 0.5,
    }),
    steps(series, scales, negative(failed.max), {
      fill: patterns.failed,
      stroke: palette.fail,
      'stroke-width': 0.5,
    }),
    element('line', { x1: plot.left, x2: plot.right, y1: y(0), y2: y(0), stroke: palette.ink }),
    faultLines(marks, frame, plot),
    outageLabels(marks, series.stream, frame, plot),
    marksStrip(marks, frame, plot),
    ...(Math.max(...cut) > 0 ? [cutNote(Math.max(...cut), plot)] : []),
  );
}

/** A burst of queued writes may not press the usual rate flat: bars are cut at four times its median. */
function highestShown({ acknowledged }: Throughput): number {
  const sorted = acknowledged.filter((rate) => rate > 0).sort();
  return sorted.length === 0 ? Number.POSITIVE_INFINITY : 4 * (sorted[sorted.length >> 1] ?? 0);
}

function cutNote(greatest: number, plot: Plot): Svg {
  const text = `bars are cut; the greatest reaches ${formatCount(Math.round(greatest))} /s`;
  return label(plot.right, plot.bottom - 5, text, {
    'text-anchor': 'end',
    'font-size': 11,
    fill: palette.muted,
    stroke: '#fff',
    'stroke-width': 3,
    'paint-order': 'stroke',
  });
}

function rateAxis(y: ScaleLinear<number, number>, plot: Plot): Svg {
  return group(
    { 'text-anchor': 'end', 'font-size': 12, fill: palette.muted },
    ...y
      .ticks(4)
      .flatMap((rate) => [
        element('line', { x1: plot.left, x2: plot.right, y1: y(rate), y2: y(rate), stroke: palette.line }),
        label(plot.left - 6, y(rate) + 4, `${Math.abs(rate)} /s`),
      ]),
  );
}

/** The area between zero and a value for each column of pixels. */
function steps({ buckets }: Throughput, { x, y }: Scales, values: Float64Array, attributes: Attributes): Svg {
  const perColumn = buckets.count / values.length;
  const edges = Array.from(values, (_, column) => x(bucketEdgeMs(buckets, column * perColumn)));
  const path = area<number>()
    .digits(1)
    .curve(curveStepAfter)
    .x((edge) => edge)
    .y0(y(0))
    .y1((_, column) => y(values[Math.min(column, values.length - 1)] ?? 0));
  return element('path', { d: path([...edges, x(buckets.endMs)]) ?? '', ...attributes });
}

function describe({ stream, buckets, acknowledged }: Throughput, marks: Marks): string {
  const { max } = extremes(acknowledged, 1);
  const outages = marks.outages.filter((outage) => outage.stream === stream).length;
  return `Acknowledged writes a second in buckets of ${buckets.widthMs} ms, at most ${Math.round(max[0] ?? 0)} a second; ${counted(outages, 'write outage is', 'write outages are')} shaded. The tables of this report give the numbers.`;
}

const sum = (a: Float64Array, b: Float64Array) => a.map((value, index) => value + (b[index] ?? 0));
const negative = (values: Float64Array) => values.map((value) => -value);
