import { scaleLog } from 'd3-scale';
import { formatMs } from '../../formats/units.ts';
import type { Stream } from '../../history/schema.ts';
import { bucketEdgeMs } from '../series/buckets.ts';
import type { Frame } from '../series/frame.ts';
import type { LatencySeries, Percentiles } from '../series/latency.ts';
import type { Marks } from '../series/marks.ts';
import { faultLines, marksHeight, marksStrip } from './marks.ts';
import { outageLabels, outageShades } from './outages.ts';
import { palette } from './palette.ts';
import { type Attributes, drawing, element, group, label, type Svg } from './svg.ts';
import { type Plot, sharedSides, timeAxis, timeScale } from './time-axis.ts';

/** The width of the drawing and the height of the plot in it (px). */
type Size = { readonly width: number; readonly height: number };
type Scale = (ms: number) => number;
type Scales = { readonly x: Scale; readonly y: Scale };

/** Latency of the acknowledged writes of one stream on a logarithmic scale: median, p99 and greatest. */
export function latencyChart(series: LatencySeries, marks: Marks, frame: Frame, size: Size): Svg {
  const about = {
    title: `Latency of acknowledged writes over time, ${series.stream} stream`,
    description: `Median, p99 and greatest latency from the scheduled arrival, in buckets of ${series.buckets.widthMs} ms; the greatest of all is ${formatMs(greatestOf(series))}.`,
  };
  return percentilesChart(series, series.stream, about, marks, frame, size);
}

/** How old what was read was, on a logarithmic scale; what was fresh lies on its floor. */
export function stalenessChart(series: Percentiles, marks: Marks, frame: Frame, size: Size): Svg {
  const about = {
    title: 'Staleness of reads over time',
    description: `Median, p99 and greatest staleness of the reads that were sent in buckets of ${series.buckets.widthMs} ms; the greatest of all is ${formatMs(greatestOf(series))}.`,
  };
  return percentilesChart(series, 'service', about, marks, frame, size);
}

function percentilesChart(
  series: Percentiles,
  stream: Stream,
  about: { readonly title: string; readonly description: string },
  marks: Marks,
  frame: Frame,
  size: Size,
): Svg {
  const sides = sharedSides(size.width);
  const top = marksHeight(marks, frame, sides);
  const plot: Plot = { ...sides, top, bottom: top + size.height };
  const [least, greatest] = extent(series);
  const log = scaleLog([least, greatest], [plot.bottom, plot.top]);
  const y = (ms: number) => log(Math.max(ms, least));
  const scales = { x: timeScale(frame, plot), y };
  return drawing(
    { width: size.width, height: plot.bottom + 22, ...about },
    timeAxis(frame, plot),
    latencyAxis(y, plot, least, greatest),
    outageShades(marks, stream, frame, plot),
    band(series, [series.p99Ms, series.maxMs], scales, { fill: palette.accentFaint }),
    band(series, [series.p50Ms, series.p99Ms], scales, { fill: palette.accentSoft }),
    stepLine(series, series.maxMs, scales, { stroke: palette.muted, 'stroke-width': 0.75 }),
    stepLine(series, series.p50Ms, scales, { stroke: palette.accent, 'stroke-width': 2 }),
    faultLines(marks, frame, plot),
    outageLabels(marks, stream, frame, plot),
    marksStrip(marks, frame, plot),
  );
}

/** One bar a bucket, between two of its percentiles. */
function band(
  { buckets }: Percentiles,
  [low, high]: readonly [Float64Array, Float64Array],
  { x, y }: Scales,
  attributes: Attributes,
): Svg {
  const bars = Array.from(high, (greater, bucket) => {
    const lesser = low[bucket] ?? greater;
    if (Number.isNaN(greater) || greater <= lesser) return '';
    const [from, to] = [x(bucketEdgeMs(buckets, bucket)), x(bucketEdgeMs(buckets, bucket + 1))];
    return `M${from.toFixed(1)} ${y(lesser).toFixed(1)}V${y(greater).toFixed(1)}H${to.toFixed(1)}V${y(lesser).toFixed(1)}z`;
  });
  return element('path', { d: bars.join(''), ...attributes });
}

/** A step a bucket, joined with its neighbour; broken where a bucket has no value. */
function stepLine(
  { buckets }: Percentiles,
  values: Float64Array,
  { x, y }: Scales,
  attributes: Attributes,
): Svg {
  const steps = Array.from(values, (value, bucket) => {
    if (Number.isNaN(value)) return '';
    const start = Number.isNaN(values[bucket - 1] ?? Number.NaN) ? 'M' : 'L';
    const [from, to] = [x(bucketEdgeMs(buckets, bucket)), x(bucketEdgeMs(buckets, bucket + 1))];
    return `${start}${from.toFixed(1)} ${y(value).toFixed(1)}H${to.toFixed(1)}`;
  });
  return element('path', { d: steps.join(''), fill: 'none', ...attributes });
}

function latencyAxis(y: Scale, plot: Plot, least: number, greatest: number): Svg {
  const powers: number[] = [];
  for (let ms = least; ms <= greatest * 1.001; ms *= 10) powers.push(ms);
  return group(
    { 'text-anchor': 'end', 'font-size': 12, fill: palette.muted },
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
function extent(series: Percentiles): [number, number] {
  const known = [...series.p50Ms, ...series.maxMs].filter((ms) => ms > 0);
  const least = Math.max(smallest, Math.min(1, ...known));
  const greatest = Math.max(10, greatestOf(series));
  return [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(greatest))];
}

function greatestOf({ maxMs }: Percentiles): number {
  return Math.max(0, ...maxMs.filter((ms) => !Number.isNaN(ms)));
}
