import { formatMs } from '../../formats/units.ts';
import type { Frame } from '../series/frame.ts';
import type { GanttRow } from '../series/gantt-rows.ts';
import { palette, patterns } from './palette.ts';
import { type Drawing, drawing, element, fitted, group, joined, label, type Svg, wrapped } from './svg.ts';
import { type Plot, type TimeScale, timeAxis, timeScale } from './time-axis.ts';

const titleSize = 13;
const detailSize = 12;
const textLeft = 4;
const plotLeft = 350;
const valueWidth = 150;

type Placed = {
  readonly row: GanttRow;
  readonly top: number;
  readonly height: number;
  readonly detail: string[];
};

/**
 * Bars on one time scale: on the left what each is and what ended it, on the right how long it took.
 * Nothing is written into the bars, so that a short one is as legible as a long one.
 */
export function ganttChart(
  rows: readonly GanttRow[],
  text: Pick<Drawing, 'title'>,
  frame: Frame,
  width: number,
): Svg {
  const placed = place(rows);
  const last = placed.at(-1);
  const bottom = last === undefined ? 20 : last.top + last.height;
  const plot: Plot = { left: plotLeft, right: width - valueWidth, top: 8, bottom };
  const x = timeScale(frame, plot);
  const shared = { width, height: bottom + 24, title: text.title, description: describe(rows) };
  return drawing(
    shared,
    timeAxis(frame, plot, 6),
    ...placed.flatMap((one, index) => [
      ...(index > 0 && one.row.total !== placed[index - 1]?.row.total ? [rule(one.top, width)] : []),
      rowText(one),
      bar(one, x, plot, frame),
      duration(one, width, frame),
    ]),
  );
}

function place(rows: readonly GanttRow[]): Placed[] {
  const placed: Placed[] = [];
  let top = 8;
  for (const row of rows) {
    const detail = wrapped(row.detail, plotLeft - 24, 2, detailSize);
    const height = 26 + detail.length * 14;
    placed.push({ row, top, height, detail });
    top += height;
  }
  return placed;
}

function rowText({ row, top, detail }: Placed): Svg {
  return joined([
    label(textLeft, top + 16, fitted(row.title, plotLeft - 20, titleSize), {
      'font-size': titleSize,
      'font-weight': 600,
    }),
    ...detail.map((line, index) =>
      label(textLeft, top + 31 + index * 14, line, { 'font-size': detailSize, fill: palette.muted }),
    ),
  ]);
}

function bar({ row, top, height }: Placed, x: TimeScale, plot: Plot, frame: Frame): Svg {
  const open = row.endedAtMs === null;
  const beyond = open || Number(row.endedAtMs) > frame.endMs;
  const from = x(Math.min(row.startedAtMs, frame.endMs));
  const to = x(Math.min(row.endedAtMs ?? frame.endMs, frame.endMs));
  const own = row.shareFromMs === null ? to : Math.min(x(row.shareFromMs), to);
  const shape = { y: top + height / 2 - 9, height: 18 };
  const parts = [
    element('rect', {
      ...shape,
      'data-bar': row.key,
      x: from,
      width: Math.max(own - from, 1),
      fill: open ? patterns.unknown : row.total ? palette.ink : palette.accent,
      stroke: open ? '#6b7785' : undefined,
    }),
  ];
  if (own < to)
    parts.push(
      element('rect', {
        ...shape,
        'data-bar': `${row.key}-share`,
        x: own,
        width: to - own,
        fill: patterns.share,
        stroke: palette.accent,
      }),
    );
  if (beyond || row.atLeast) parts.push(arrow(Math.min(to, plot.right), shape.y));
  return group({}, ...parts);
}

function duration({ row, top, height }: Placed, width: number, frame: Frame): Svg {
  const middle = top + height / 2;
  const right = { 'text-anchor': 'end' };
  if (row.endedAtMs === null)
    return label(width - 4, middle + 4, 'not seen to end', {
      ...right,
      fill: palette.fault,
      'font-weight': 600,
    });
  const spent = `${row.atLeast ? 'at least ' : ''}${formatMs(row.endedAtMs - row.startedAtMs)}`;
  const until = row.total ? '' : `until +${formatMs(row.endedAtMs - (frame.zeroMs ?? 0))}`;
  return joined([
    label(width - 4, middle + (until ? -1 : 5), spent, { ...right, 'font-size': 14, 'font-weight': 600 }),
    ...(until
      ? [label(width - 4, middle + 14, until, { ...right, 'font-size': 12, fill: palette.muted })]
      : []),
  ]);
}

/** The end of a bar that goes on beyond what was seen or is drawn. */
function arrow(x: number, y: number): Svg {
  return element('path', { d: `M${x.toFixed(2)} ${y}l9 9l-9 9z`, fill: palette.fault });
}

function rule(top: number, width: number): Svg {
  return element('line', { x1: 0, x2: width, y1: top, y2: top, stroke: '#9aa5b1' });
}

function describe(rows: readonly GanttRow[]): string {
  return rows
    .map(({ title, detail, startedAtMs, endedAtMs, atLeast }) => {
      const spent = endedAtMs === null ? 'not seen to end' : formatMs(endedAtMs - startedAtMs);
      return `${title}: ${atLeast ? 'at least ' : ''}${spent} (${detail})`;
    })
    .join('. ');
}
