import type { Interval } from '../../judge/statistics/interval.ts';
import type { Observation } from '../../judge/statistics/quantile.ts';
import type { Verdict } from '../../verdict.ts';
import { palette } from './palette.ts';
import { content, drawing, element, fitted, group, label, type Svg } from './svg.ts';
import type { Plot } from './time-axis.ts';
import { type ValueScale, valueAxis, valueScale } from './value-axis.ts';

/** One value of a strip: a run. */
export type Dot = Observation & { readonly verdict: Verdict; readonly title: string };

/** One strip: the runs of a group, and what they come to. */
export type Strip = {
  readonly name: string;
  readonly detail: string;
  readonly dots: readonly Dot[];
  readonly median: Observation | null;
  readonly p95: Observation | null;
  readonly interval: Interval | null;
  /** What stands on the right, the median in words. */
  readonly value: string;
  readonly note: string;
};

const rowHeight = 62;
const sides = { left: 236, right: 172 };
/** Radius of a dot, and how near two may come before they are set on different levels (px). */
const radius = 4.5;
const levels = [0, -10, 10, -20, 20];

/** Whether the strips of these values stand on a logarithmic axis. */
export function isLogarithmic(strips: readonly Strip[]): boolean {
  return valueScale(valuesOf(strips), { left: 0, right: 1 }).log;
}

/** Each run as a dot on a common axis of durations, with the median, the 95th percentile and the interval of the median. */
export function stripChart(strips: readonly Strip[], title: string, width: number): Svg {
  const plot: Plot = {
    left: sides.left,
    right: width - sides.right,
    top: 6,
    bottom: 6 + strips.length * rowHeight,
  };
  const scale = valueScale(valuesOf(strips), plot);
  const shared = { width, height: plot.bottom + 24, title, description: describe(strips) };
  return drawing(
    shared,
    valueAxis(scale, plot),
    ...strips.flatMap((strip, index) => {
      const middle = plot.top + (index + 0.5) * rowHeight;
      return [
        ...(index > 0
          ? [
              element('line', {
                x1: 0,
                x2: width,
                y1: middle - rowHeight / 2,
                y2: middle - rowHeight / 2,
                stroke: palette.line,
              }),
            ]
          : []),
        words(strip, middle, width),
        summary(strip, middle, scale, plot),
        ...dots(strip, middle, scale, plot),
      ];
    }),
  );
}

function valuesOf(strips: readonly Strip[]): number[] {
  return strips.flatMap(({ dots }) => dots.map(({ value }) => value));
}

function words({ name, detail, value, note }: Strip, middle: number, width: number): Svg {
  return group(
    {},
    label(4, middle - 2, fitted(name, sides.left - 20, 13), { 'font-size': 13, 'font-weight': 600 }),
    label(4, middle + 15, fitted(detail, sides.left - 20, 12), { fill: palette.muted }),
    label(width - 4, middle - 2, value, { 'text-anchor': 'end', 'font-size': 14, 'font-weight': 600 }),
    label(width - 4, middle + 15, note, { 'text-anchor': 'end', fill: palette.muted }),
  );
}

/** Under the dots: the interval as a band, the median as a bar, the 95th percentile as a dashed line. */
function summary({ median, p95, interval }: Strip, middle: number, { x }: ValueScale, plot: Plot): Svg {
  const [top, bottom] = [middle - 24, middle + 24];
  const parts: Svg[] = [];
  if (interval) {
    const [from, to] = [x(interval.low), interval.high === null ? plot.right : x(interval.high)];
    parts.push(
      element('rect', {
        'data-interval': '',
        x: from,
        y: top,
        width: Math.max(to - from, 2),
        height: bottom - top,
        fill: palette.accentFaint,
        stroke: palette.accentSoft,
      }),
    );
  }
  if (p95) {
    const at = x(p95.value);
    parts.push(
      element('line', {
        'data-p95': '',
        x1: at,
        x2: at,
        y1: top,
        y2: bottom,
        stroke: palette.muted,
        'stroke-dasharray': '3 3',
      }),
    );
  }
  if (median) {
    const at = x(median.value);
    parts.push(
      element('line', {
        'data-median': '',
        x1: at,
        x2: at,
        y1: top,
        y2: bottom,
        stroke: palette.ink,
        'stroke-width': 2.5,
      }),
      ...(median.atLeast ? [arrow(at + 2, top + 4, palette.ink)] : []),
    );
  }
  return group({}, ...parts);
}

function dots({ dots }: Strip, middle: number, { x }: ValueScale, plot: Plot): Svg[] {
  const taken: { at: number; level: number }[] = [];
  return dots
    .toSorted((a, b) => a.value - b.value)
    .map((dot) => {
      const at = Math.min(x(dot.value), plot.right - radius);
      const isFree = (level: number) =>
        taken.every((other) => other.level !== level || at - other.at > radius * 2 + 1);
      const level = levels.find(isFree) ?? 0;
      taken.push({ at, level });
      const inside = [
        mark(dot.verdict, at, middle + level),
        ...(dot.atLeast ? [arrow(at + radius + 1, middle + level - 4, palette[dot.verdict])] : []),
        element('title', {}, content(dot.title)),
      ];
      return group({ 'data-dot': dot.verdict }, ...inside);
    });
}

/** A disc for a pass, a square for a fail, a ring for what proves nothing: told apart without colour. */
export function mark(verdict: Verdict, x: number, y: number): Svg {
  if (verdict === 'fail') {
    const side = radius * 1.8;
    return element('rect', {
      x: x - side / 2,
      y: y - side / 2,
      width: side,
      height: side,
      fill: palette.fail,
      stroke: '#fff',
    });
  }
  if (verdict === 'pass')
    return element('circle', { cx: x, cy: y, r: radius, fill: palette.accent, stroke: '#fff' });
  return element('circle', {
    cx: x,
    cy: y,
    r: radius - 0.5,
    fill: '#fff',
    stroke: palette.inconclusive,
    'stroke-width': 2,
  });
}

/** The truth is further to the right. */
function arrow(x: number, y: number, fill: string): Svg {
  return element('path', { d: `M${x.toFixed(2)} ${y + 3}h6v-3l7 4.5l-7 4.5v-3h-6z`, fill });
}

function describe(strips: readonly Strip[]): string {
  return strips.map(({ name, detail, value, note }) => `${name}, ${detail}: ${value}; ${note}`).join('. ');
}
