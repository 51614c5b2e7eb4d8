import { formatMs } from '../../formats/units.ts';
import type { Frame } from '../series/frame.ts';
import { type Lane, type LaneSegment, type NodeRole, nodeRoles } from '../series/lanes.ts';
import type { Marks } from '../series/marks.ts';
import { faultLines, marksHeight, marksStrip } from './marks.ts';
import { palette, patterns } from './palette.ts';
import {
  type Attributes,
  content,
  drawing,
  element,
  fitted,
  group,
  joined,
  label,
  type Svg,
  textWidth,
} from './svg.ts';
import { type Plot, sharedSides, type TimeScale, timeAxis, timeScale } from './time-axis.ts';

const rowHeight = 34;
const barHeight = 22;
/** Bold letters of 12 px are about as wide as plain ones of 14 px. */
const boldSize = 14;

/** How each role is filled, and the colour of text upon it. */
export const roleLook: Record<NodeRole, { fill: string; stroke: string; text: string }> = {
  writable: { fill: palette.accent, stroke: palette.accent, text: '#fff' },
  replica: { fill: '#d3e3f4', stroke: '#7fa6d1', text: palette.ink },
  detached: { fill: patterns.detached, stroke: '#b27d16', text: palette.ink },
  silent: { fill: patterns.silent, stroke: '#52606d', text: palette.ink },
};

/** The role of each node over time, a lane a node. */
export function lanesChart(lanes: readonly Lane[], marks: Marks, frame: Frame, width: number): Svg {
  const sides = sharedSides(width);
  const top = marksHeight(marks, frame, sides);
  const plot: Plot = { ...sides, top, bottom: top + lanes.length * rowHeight };
  const x = timeScale(frame, plot);
  return drawing(
    { width, height: plot.bottom + 22, title: 'Role of each node over time', description: describe(lanes) },
    timeAxis(frame, plot),
    ...lanes.map((lane, row) => laneRow(lane, plot.top + row * rowHeight, x, plot)),
    faultLines(marks, frame, plot),
    marksStrip(marks, frame, plot),
  );
}

function laneRow(lane: Lane, top: number, x: TimeScale, plot: Plot): Svg {
  const name = label(plot.left - 10, top + rowHeight / 2 + 4, fitted(lane.node, plot.left - 14, boldSize), {
    'text-anchor': 'end',
    'font-weight': 600,
  });
  if (lane.segments.length === 0)
    return joined([
      name,
      label(plot.left + 6, top + rowHeight / 2 + 4, 'not sampled', { fill: palette.muted }),
    ]);
  return joined([name, ...lane.segments.map((segment) => bar(lane.node, segment, top, x, plot))]);
}

function bar(node: string, segment: LaneSegment, top: number, x: TimeScale, plot: Plot): Svg {
  const from = Math.max(x(segment.startedAtMs), plot.left);
  const to = Math.min(x(segment.endedAtMs), plot.right);
  if (to < plot.left || from > plot.right) return joined([]);
  const { fill, stroke, text } = roleLook[segment.role];
  const name = nodeRoles[segment.role];
  const y = top + (rowHeight - barHeight) / 2;
  const fits = to - from > textWidth(name, 12) + 10;
  return group(
    {},
    element(
      'rect',
      {
        'data-node': node,
        'data-role': segment.role,
        x: from,
        y,
        width: Math.max(to - from, 1),
        height: barHeight,
        fill,
        stroke,
      },
      element(
        'title',
        {},
        content(`${node}: ${name} for ${formatMs(segment.endedAtMs - segment.startedAtMs)}`),
      ),
    ),
    ...(fits ? [label(from + 7, y + 15, name, { 'font-size': 12, ...textOn(fill, text) })] : []),
  );
}

/** Text on a filled area; on a hatch it gets a white halo to be legible. */
export function textOn(fill: string, colour: string): Attributes {
  const halo = { stroke: '#fff', 'stroke-width': 5, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };
  return { fill: colour, ...(fill.startsWith('url(') ? halo : {}) };
}

function describe(lanes: readonly Lane[]): string {
  return lanes
    .map(
      ({ node, segments }) =>
        `${node}: ${segments.map(({ role }) => nodeRoles[role]).join(', then ') || 'not sampled'}`,
    )
    .join('. ');
}
