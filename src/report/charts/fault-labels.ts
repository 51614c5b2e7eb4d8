import type { Frame } from '../series/frame.ts';
import type { FaultMark } from '../series/marks.ts';
import { palette } from './palette.ts';
import { element, fitted, group, joined, label, type Svg, textWidth } from './svg.ts';
import { type Plot, type Sides, timeScale } from './time-axis.ts';

const fontSize = 12;
const rowHeight = 16;
const widest = 330;
const mostRows = 6;
const healedText = 'fault healed';

/** A name above a plot, in a row where it covers no other; `row` counts upwards from the plot. */
type Placed = {
  readonly at: number;
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly row: number;
};

type Layout = {
  readonly faults: readonly Placed[];
  readonly healed: readonly Placed[];
  readonly rows: number;
};

/**
 * Names of faults, each beside its instant, in as many rows as they need to keep clear of each other.
 * A name that would need a seventh row is left out: its line is drawn, and the page lists all faults.
 */
function layOut(faults: readonly FaultMark[], frame: Frame, sides: Sides): Layout {
  const x = timeScale(frame, sides);
  const taken: Placed[] = [];
  const put = (atMs: number, text: string, rows: number) => {
    const placed = firstFree(x(atMs), text, sides, taken, rows);
    if (placed !== null) taken.push(placed);
    return placed === null ? [] : [placed];
  };
  const named = faults.flatMap((fault) =>
    put(fault.inForceAtMs, fitted(`fault: ${fault.label}`, widest, fontSize), mostRows),
  );
  const healed = faults.flatMap(({ healedAtMs }) =>
    healedAtMs === null ? [] : put(healedAtMs, healedText, 1),
  );
  return { faults: named, healed, rows: Math.max(0, ...taken.map(({ row }) => row + 1)) };
}

function firstFree(
  at: number,
  text: string,
  sides: Sides,
  taken: readonly Placed[],
  rows: number,
): Placed | null {
  const width = textWidth(text, fontSize);
  const left = Math.max(sides.left, Math.min(at + 9, sides.right - width));
  for (let row = 0; row < rows; row += 1) {
    const clash = taken.some(
      (one) => one.row === row && one.left < left + width + 16 && left < one.right + 16,
    );
    if (!clash) return { at, text, left, right: left + width, row };
  }
  return null;
}

/** How high the rows of fault names above a plot are (px). */
export function faultLabelsHeight(faults: readonly FaultMark[], frame: Frame, sides: Sides): number {
  return layOut(faults, frame, sides).rows * rowHeight;
}

/** The names of the faults above the plot, each with a flag at its instant, and marks where faults were healed. */
export function faultLabels(faults: readonly FaultMark[], frame: Frame, plot: Plot): Svg {
  const { faults: named, healed } = layOut(faults, frame, plot);
  const baseline = ({ row }: Placed) => plot.top - 6 - row * rowHeight;
  return joined([
    ...named.flatMap((one) => [
      element('path', {
        d: `M${one.at.toFixed(2)} ${plot.top}V${baseline(one) - 9}l7 4l-7 4z`,
        fill: palette.fault,
        stroke: palette.fault,
      }),
      label(one.left, baseline(one), one.text, {
        'font-size': fontSize,
        'font-weight': 600,
        fill: palette.fault,
      }),
    ]),
    ...healed.map((one) =>
      group(
        { 'font-size': fontSize, fill: palette.muted },
        element('line', { x1: one.at, x2: one.at, y1: plot.top - 12, y2: plot.top, stroke: palette.muted }),
        label(one.left, baseline(one), one.text),
      ),
    ),
  ]);
}
