import { formatMs } from '../../formats/units.ts';
import type { Stream } from '../../history/schema.ts';
import type { Outage } from '../../judge/measure/types.ts';
import type { Frame } from '../series/frame.ts';
import type { Marks } from '../series/marks.ts';
import { palette, patterns } from './palette.ts';
import { element, joined, label, type Svg, textWidth } from './svg.ts';
import { type Plot, type TimeScale, timeScale } from './time-axis.ts';

const fontSize = 12;
const gap = 5;

/** The write outages of one stream, shaded over exactly their span. Drawn under the data. */
export function outageShades(marks: Marks, stream: Stream, frame: Frame, plot: Plot): Svg {
  const x = timeScale(frame, plot);
  return joined(
    outagesOf(marks, stream).map((outage) => {
      const { from, to } = endsIn(outage, x, plot);
      return element('rect', {
        'data-outage': stream,
        x: from,
        y: plot.top,
        width: Math.max(to - from, 0.5),
        height: plot.bottom - plot.top,
        fill: patterns.outage,
        stroke: palette.outageEdge,
        'stroke-width': 0.75,
      });
    }),
  );
}

/**
 * The length of each outage after, in or before its shade, wherever it covers neither another label nor another
 * outage; left out where there is no such place (the table of outages has them all).
 */
export function outageLabels(marks: Marks, stream: Stream, frame: Frame, plot: Plot): Svg {
  const x = timeScale(frame, plot);
  const outages = outagesOf(marks, stream);
  let freeFrom = plot.left;
  const labels: Svg[] = [];
  for (const [index, outage] of outages.entries()) {
    const next = outages[index + 1];
    const { from, to } = endsIn(outage, x, plot);
    const end = next === undefined ? plot.right : x(next.startedAtMs);
    const text = lengthOf(outage);
    const left = placeFor(textWidth(text, fontSize), { freeFrom, from, to, end });
    freeFrom = Math.max(to, left === null ? 0 : left + textWidth(text, fontSize)) + gap;
    if (left !== null) labels.push(label(left, plot.top + 13, text, look));
  }
  return joined(labels);
}

type Room = { readonly freeFrom: number; readonly from: number; readonly to: number; readonly end: number };

function placeFor(width: number, { freeFrom, from, to, end }: Room): number | null {
  if (to + gap + width <= end) return to + gap;
  if (from + gap >= freeFrom && from + gap + width <= to) return from + gap;
  if (from - gap - width >= freeFrom) return from - gap - width;
  return null;
}

/** Where an outage begins and ends in the plot; a close-up may show a part of it only (px). */
function endsIn({ startedAtMs, endedAtMs }: Outage, x: TimeScale, plot: Plot): { from: number; to: number } {
  return { from: Math.max(x(startedAtMs), plot.left), to: Math.min(x(endedAtMs), plot.right) };
}

function lengthOf({ startedAtMs, endedAtMs, open }: Outage): string {
  return `no writes for ${open ? 'at least ' : ''}${formatMs(endedAtMs - startedAtMs)}`;
}

function outagesOf({ outages }: Marks, stream: Stream): Outage[] {
  return outages.filter((outage) => outage.stream === stream).sort((a, b) => a.startedAtMs - b.startedAtMs);
}

const look = {
  'font-size': fontSize,
  fill: palette.fault,
  stroke: '#fff',
  'stroke-width': 3,
  'paint-order': 'stroke',
} as const;
