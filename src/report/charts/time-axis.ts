import { type ScaleLinear, scaleLinear } from 'd3-scale';
import type { Frame } from '../series/frame.ts';
import { palette } from './palette.ts';
import { element, group, label, type Svg } from './svg.ts';

/** The left and the right end of a plot (px). */
export type Sides = { readonly left: number; readonly right: number };

/** The ends that all charts over the whole drill share, so that they line up when they stand one below another. */
export function sharedSides(width: number): Sides {
  return { left: 120, right: width - 24 };
}

/** Where the plot of a chart lies within its drawing (px). */
export type Plot = Sides & { readonly top: number; readonly bottom: number };

/** From ms of the record to pixels. */
export type TimeScale = ScaleLinear<number, number>;

export function timeScale(frame: Frame, { left, right }: Sides): TimeScale {
  return scaleLinear([frame.startMs, frame.endMs], [left, right]);
}

/** Grid lines and labels of time, relative to the frame's zero (or to the start of the record). */
export function timeAxis(frame: Frame, plot: Plot, wanted = 10): Svg {
  const x = timeScale(frame, plot);
  const zero = frame.zeroMs ?? 0;
  const unit = frame.endMs - frame.startMs > longestInSecondsMs ? minutes : seconds;
  const ticks = scaleLinear([(frame.startMs - zero) / unit.ms, (frame.endMs - zero) / unit.ms], [0, 1]);
  return group(
    { 'text-anchor': 'middle', 'font-size': 12, fill: palette.muted },
    ...ticks.ticks(wanted).flatMap((tick) => {
      const at = x(zero + tick * unit.ms);
      return [
        element('line', { x1: at, x2: at, y1: plot.top, y2: plot.bottom, stroke: palette.line }),
        label(at, plot.bottom + 15, tickLabel(tick, unit.name, frame.zeroMs !== null)),
      ];
    }),
  );
}

const seconds = { ms: 1000, name: 's' } as const;
const minutes = { ms: 60_000, name: 'min' } as const;
const longestInSecondsMs = 300_000;

/** What the axis counts from, for captions. */
export function axisMeaning(frame: Frame): string {
  return frame.zeroMs === null ? 'Time since the start of the drill' : 'Time since the fault';
}

function tickLabel(tick: number, unit: string, signed: boolean): string {
  if (tick === 0) return '0';
  const sign = tick < 0 ? '−' : signed ? '+' : '';
  return `${sign}${Number(Math.abs(tick).toFixed(3))} ${unit}`;
}
