import { scaleLog } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { formatMs } from '../../units.ts';
import type { Frame } from '../series/frame.ts';
import type { LatencySeries } from '../series/latency.ts';
import type { Marks } from '../series/marks.ts';
import { faultLines, marksHeight, marksStrip, outageLabels, outageShades } from './marks.ts';
import { palette } from './palette.ts';
import { drawing, element, group, joined, label, type Svg } from './svg.ts';
import { type Plot, timeAxis, timeScale } from './time-axis.ts';

type Size = { readonly width: number; readonly height: number };
type Scale = (ms: number) => number;

/** Latency of the acknowledged writes of one stream on a logarithmic scale: median, p99 and greatest. */
export function latencyChart(series: LatencySeries, marks: Marks, frame: Frame, size: Size): Svg {
  const plot: Plot = { left: 64, right: size.width - 12, top: marksHeight + 4, bottom: size.height - 22 };
  const [least, greatest] = extent(series);
  const y = scaleLog([least, greatest], [plot.bottom, plot.top]);
  return drawing(
    {
      ...size,
      title: `Latency of acknowledged writes over time, ${series.stream} stream`,
      description: `Median, p99 and greatest latency from the scheduled arrival, in buckets of ${series.buckets.widthMs} ms; the greatest of all is ${formatMs(greatestOf(series))}.`,
    },
    timeAxis(frame, plot),
    latencyAxis(y, plot, least, greatest),
    outageShades(marks, series.stream, frame, plot),
    greatestBars(series, frame, plot, y),
    stepLine(series, series.p99Ms, frame, plot, y, { stroke: palette.ink, 'stroke-dasharray': '3 2' }),
    stepLine(series, series.p50Ms, frame, plot, y, { stroke: palette.accent, 'stroke-width': 2 }),
    faultLines(marks, frame, plot),
    outageLabels(marks, series.stream, frame, plot),
    marksStrip(marks, frame, plot),
  );
}

function greatestBars({ buckets, p50Ms, maxMs }: LatencySeries, frame: Frame, plot: Plot, y: Scale): Svg {
  const x = timeScale(frame, plot);
  const width = x(frame.startMs + buckets.widthMs) - x(frame.startMs);
  const bars = Array.from(maxMs, (max, bucket) => {
    if (Number.isNaN(max)) return '';
    const from = x(buckets.startMs + bucket * buckets.widthMs);
    const top = y(max);
    const bottom = y(Math.max(p50Ms[bucket] ?? max, smallest));
    return `M${from.toFixed(1)} ${top.toFixed(1)}h${width.toFixed(1)}V${bottom.toFixed(1)}h-${width.toFixed(1)}z`;
  });
  return element('path', { 'data-latency': 'greatest', d: bars.join(''), fill: palette.accentSoft });
}

function stepLine(
  { buckets }: LatencySeries,
  values: Float64Array,
  frame: Frame,
  plot: Plot,
  y: Scale,
  attributes: Record<string, string | number>,
): Svg {
  const x = timeScale(frame, plot);
  const path = line<number>()
    .digits(1)
    .curve(curveStepAfter)
    .defined((value) => !Number.isNaN(value))
    .x((_, bucket) => x(Math.min(buckets.startMs + bucket * buckets.widthMs, frame.endMs)))
    .y((value) => y(Math.max(value, smallest)))(Array.from(values));
  return path === null ? joined([]) : element('path', { d: path, fill: 'none', ...attributes });
}

function latencyAxis(y: Scale, plot: Plot, least: number, greatest: number): Svg {
  const powers: number[] = [];
  for (let ms = least; ms <= greatest * 1.001; ms *= 10) powers.push(ms);
  return group(
    { 'text-anchor': 'end', 'font-size': 11, fill: palette.muted },
    ...powers.flatMap((ms) => [
      element('line', { x1: plot.left, x2: plot.right, y1: y(ms), y2: y(ms), stroke: palette.line }),
      label(
        plot.left - 6,
        y(ms) + 4,
        ms >= 1000 ? `${Math.round(ms / 1000)} s` : `${Number(ms.toPrecision(1))} ms`,
      ),
    ]),
  );
}

/** Below this a logarithmic scale has nothing to say (ms). */
const smallest = 0.1;

/** Whole powers of ten around the latencies. */
function extent(series: LatencySeries): [number, number] {
  const known = [...series.p50Ms, ...series.maxMs].filter((ms) => ms > 0);
  const least = Math.max(smallest, Math.min(1, ...known));
  const greatest = Math.max(10, greatestOf(series));
  return [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(greatest))];
}

function greatestOf({ maxMs }: LatencySeries): number {
  return Math.max(0, ...maxMs.filter((ms) => !Number.isNaN(ms)));
}
