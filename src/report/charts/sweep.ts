import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { formatMs } from '../../formats/units.ts';
import type { Observation } from '../../judge/statistics/quantile.ts';
import { palette } from './palette.ts';
import { drawing, element, fitted, group, label, type Svg } from './svg.ts';
import type { Plot } from './time-axis.ts';
import { tickText } from './value-axis.ts';

/** A scenario over the values of a setting: its RTO, or how often it failed over for nothing. */
export type SweepLine = {
  readonly name: string;
  readonly points: readonly {
    readonly setting: number;
    /** Each run (ms), and their median. */
    readonly values: readonly Observation[];
    readonly median: Observation | null;
  }[];
};

export type FalseLine = {
  readonly name: string;
  readonly points: readonly { readonly setting: number; readonly runs: number; readonly of: number }[];
};

const left = 90;
const labelWidth = 190;
const looks = [
  { stroke: palette.accent, dashes: undefined },
  { stroke: '#123a66', dashes: '7 3' },
  { stroke: palette.inconclusive, dashes: '2 3' },
  { stroke: palette.fault, dashes: '9 3 2 3' },
] as const;

/** Two panels over one setting: above how long nobody could write, below how often it failed over for nothing. */
export function sweepChart(
  key: string,
  rtos: readonly SweepLine[],
  falses: readonly FalseLine[],
  title: string,
  width: number,
): Svg {
  const above: Plot = { left, right: width - labelWidth, top: 26, bottom: rtos.length > 0 ? 246 : 26 };
  const below: Plot = {
    ...above,
    top: above.bottom + 64,
    bottom: above.bottom + (falses.length > 0 ? 174 : 64),
  };
  const settings = [...rtos, ...falses].flatMap(({ points }) => points.map(({ setting }) => setting));
  const x = scaleLinear([Math.min(0, ...settings), Math.max(...settings)], [above.left, above.right - 12]);
  const bottom = falses.length > 0 ? below.bottom : above.bottom;
  return drawing(
    { width, height: bottom + 40, title, description: describe(rtos, falses) },
    ...(rtos.length > 0 ? [rtoPanel(rtos, x, above)] : []),
    ...(falses.length > 0 ? [falsePanel(falses, x, below)] : []),
    settingAxis([...new Set(settings)], x, bottom),
    label((above.left + above.right) / 2, bottom + 34, key, { 'text-anchor': 'middle', 'font-weight': 600 }),
  );
}

type Scale = ScaleLinear<number, number>;

function rtoPanel(lines: readonly SweepLine[], x: Scale, plot: Plot): Svg {
  const all = lines.flatMap(({ points }) => points.flatMap(({ values }) => values.map(({ value }) => value)));
  const y = scaleLinear([0, Math.max(...all, 1)], [plot.bottom, plot.top]).nice(5);
  return group(
    {},
    label(4, plot.top - 10, 'Service RTO: each drill, and the medians', { 'font-weight': 600 }),
    ...y.ticks(5).flatMap((tick) => rule(y(tick), tickText(tick), plot)),
    ...lines.flatMap(({ name, points }, index) => {
      const look = lookOf(index);
      const medians = points.flatMap(({ setting, median }) => (median ? [{ setting, ...median }] : []));
      return [
        curve(
          medians.map(({ setting, value }) => [x(setting), y(value)]),
          index,
        ),
        ...points.flatMap(({ setting, values }) =>
          values.map(({ value, atLeast }) => dot(x(setting), y(value), atLeast, look.stroke)),
        ),
        endLabel(name, medians.at(-1), (value) => y(value), plot, look.stroke, index),
      ];
    }),
  );
}

function falsePanel(lines: readonly FalseLine[], x: Scale, plot: Plot): Svg {
  const y = scaleLinear([0, 1], [plot.bottom, plot.top]);
  return group(
    {},
    label(4, plot.top - 26, 'False failovers: share of the drills in which nothing should have failed over', {
      'font-weight': 600,
    }),
    ...[0, 0.5, 1].flatMap((share) => rule(y(share), `${share * 100} %`, plot)),
    ...lines.flatMap(({ name, points }, index) => {
      const shares = points.map(({ setting, runs, of }) => ({
        setting,
        value: runs / of,
        text: `${runs} of ${of}`,
      }));
      return [
        curve(
          shares.map(({ setting, value }) => [x(setting), y(value)]),
          index,
        ),
        ...shares.flatMap(({ setting, value, text }) => [
          element('circle', {
            'data-false': text,
            cx: x(setting),
            cy: y(value),
            r: 4,
            fill: lookOf(index).stroke,
          }),
          ...(lines.length === 1
            ? [label(x(setting), y(value) - 8, text, { 'font-size': 11, 'text-anchor': 'middle' })]
            : []),
        ]),
        endLabel(name, shares.at(-1), (value) => y(value), plot, lookOf(index).stroke, index),
      ];
    }),
  );
}

function lookOf(index: number): (typeof looks)[number] {
  return looks[index % looks.length] ?? looks[0];
}

function curve(points: readonly [number, number][], index: number): Svg {
  const { stroke, dashes } = lookOf(index);
  const d = line().digits(1)(points.map(([x, y]) => [x, y])) ?? '';
  return element('path', { d, fill: 'none', stroke, 'stroke-width': 2, 'stroke-dasharray': dashes });
}

/** A run; one of which only a bound is known points upwards. */
function dot(x: number, y: number, atLeast: boolean, fill: string): Svg {
  if (atLeast)
    return element('path', { 'data-bound': '', d: `M${x.toFixed(2)} ${(y - 6).toFixed(2)}l5 9h-10z`, fill });
  return element('circle', { 'data-dot': '', cx: x, cy: y, r: 3.5, fill, 'fill-opacity': 0.55 });
}

function endLabel(
  name: string,
  last: { readonly value: number } | undefined,
  y: (value: number) => number,
  plot: Plot,
  fill: string,
  index: number,
): Svg {
  const at = last ? y(last.value) : plot.bottom - index * 16;
  return label(plot.right + 4, at + 4, fitted(name, labelWidth - 8), { fill, 'font-weight': 600 });
}

function rule(y: number, text: string, plot: Plot): Svg[] {
  return [
    element('line', { x1: plot.left, x2: plot.right, y1: y, y2: y, stroke: palette.line }),
    label(plot.left - 6, y + 4, text, { 'text-anchor': 'end', fill: palette.muted }),
  ];
}

function settingAxis(settings: readonly number[], x: Scale, bottom: number): Svg {
  return group(
    { 'text-anchor': 'middle', fill: palette.muted },
    ...settings.map((setting) => label(x(setting), bottom + 16, String(setting))),
  );
}

function describe(rtos: readonly SweepLine[], falses: readonly FalseLine[]): string {
  const first = rtos.map(({ name, points }) => {
    const medians = points.map(({ setting, median }) => {
      return `${setting}: ${median ? `${median.atLeast ? 'at least ' : ''}${formatMs(median.value)}` : 'not measured'}`;
    });
    return `RTO of ${name}, ${medians.join(', ')}`;
  });
  const second = falses.map(
    ({ name, points }) =>
      `False failovers of ${name}, ${points.map(({ setting, runs, of }) => `${setting}: ${runs} of ${of}`).join(', ')}`,
  );
  return [...first, ...second].join('. ');
}
