import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';
import { formatMs } from '../../formats/units.ts';
import { palette } from './palette.ts';
import { element, group, label, type Svg } from './svg.ts';
import type { Plot, Sides } from './time-axis.ts';

/** From ms to pixels. `log` where the values lie so far apart that a linear one would press the least together. */
export type ValueScale = { readonly x: ScaleContinuousNumeric<number, number>; readonly log: boolean };

/** Beyond this ratio of the greatest to the least the scale is logarithmic. */
const mostLinear = 10;

/** A scale for durations (ms) of which none is negative: from 0, unless it must be logarithmic. */
export function valueScale(values: readonly number[], { left, right }: Sides): ValueScale {
  const positive = values.filter((value) => value > 0);
  const [least, greatest] = [Math.min(...positive, 1e9), Math.max(...positive, 1)];
  if (positive.length > 0 && greatest > least * mostLinear) {
    const x = scaleLog([least / 1.3, greatest * 1.3], [left, right]).clamp(true);
    return { x, log: true };
  }
  return { x: scaleLinear([0, greatest * 1.06], [left, right]), log: false };
}

/** Grid lines and labels of durations. */
export function valueAxis({ x, log }: ValueScale, plot: Plot): Svg {
  const shown = log ? x.ticks(8).filter((tick) => /^[125]/.test(tick.toExponential())) : x.ticks(9);
  return group(
    { 'text-anchor': 'middle', 'font-size': 12, fill: palette.muted },
    ...shown.flatMap((tick) => [
      element('line', { x1: x(tick), x2: x(tick), y1: plot.top, y2: plot.bottom, stroke: palette.line }),
      label(x(tick), plot.bottom + 15, tickText(tick)),
    ]),
  );
}

/** Shorter than in a table: `0`, `500 ms`, `1.5 s`. */
export function tickText(ms: number): string {
  if (ms === 0) return '0';
  return ms < 1000 ? formatMs(ms) : `${Number((ms / 1000).toFixed(2))} s`;
}
