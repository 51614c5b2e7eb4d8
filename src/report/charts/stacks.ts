import { palette, patterns } from './palette.ts';
import { drawing, element, fitted, label, type Svg } from './svg.ts';
import type { Plot } from './time-axis.ts';
import { valueAxis, valueScale } from './value-axis.ts';

/** Durations one after the other (ms). */
export type Stack = {
  readonly name: string;
  readonly detail: string;
  readonly parts: readonly { readonly key: string; readonly ms: number }[];
  /** The last part was not seen to end everywhere: the truth is longer. */
  readonly open: boolean;
};

/**
 * The fills of the parts by their place: of a failover, with what the scenario did after the first of them; of a
 * restore; and what both end with. Each row goes from dark to light, so that they differ in greyscale too.
 */
export const stackFills = [
  ...['#123a66', patterns.unknown, palette.accent, '#4c83c0', '#7aa7d9', palette.accentSoft],
  ...['#4a2a63', '#7d569c', '#b196c6', '#ded1e8'],
  patterns.share,
] as const;

const rowHeight = 40;
const left = 236;

/** Bars of parts on a common linear axis from 0. */
export function stackChart(
  stacks: readonly Stack[],
  keys: readonly string[],
  title: string,
  width: number,
): Svg {
  const plot: Plot = { left, right: width - 40, top: 4, bottom: 4 + stacks.length * rowHeight };
  const totals = stacks.map(({ parts }) => parts.reduce((sum, { ms }) => sum + ms, 0));
  const { x } = valueScale([Math.max(...totals, 1)], plot);
  const shared = { width, height: plot.bottom + 24, title, description: describe(stacks) };
  return drawing(
    shared,
    valueAxis({ x, log: false }, plot),
    ...stacks.flatMap(({ name, detail, parts, open }, index) => {
      const top = plot.top + index * rowHeight;
      let atMs = 0;
      const bars = parts.map(({ key, ms }) => {
        const from = x(atMs);
        atMs += ms;
        return element('rect', {
          'data-part': key,
          x: from,
          y: top + 9,
          width: Math.max(x(atMs) - from, 0.5),
          height: rowHeight - 18,
          fill: stackFills[keys.indexOf(key)] ?? palette.muted,
          stroke: '#fff',
          'stroke-width': 0.5,
        });
      });
      const texts = [
        label(4, top + 18, fitted(name, left - 20, 13), { 'font-size': 13, 'font-weight': 600 }),
        label(4, top + 33, fitted(detail, left - 20, 12), { fill: palette.muted }),
      ];
      const beyond = `M${(x(atMs) + 2).toFixed(2)} ${top + 9}l9 11l-9 11z`;
      return [...texts, ...bars, ...(open ? [element('path', { d: beyond, fill: palette.fault })] : [])];
    }),
  );
}

function describe(stacks: readonly Stack[]): string {
  return stacks
    .map(({ name, parts, open }) => {
      const took = parts.map(({ key, ms }) => `${key} ${Math.round(ms)} ms`).join(', ');
      return `${name}: ${took}${open ? '; the truth is longer' : ''}`;
    })
    .join('. ');
}
