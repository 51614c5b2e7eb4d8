import { palette } from './palette.ts';
import { element, group, label, type Svg, textWidth } from './svg.ts';

export type LegendItem = {
  readonly text: string;
  readonly fill: string;
  readonly stroke?: string;
  /** Drawn as a line and not as an area. */
  readonly dashes?: string;
};

/** Swatches with their meanings, in rows as wide as the chart. Screen readers get the chart's description. */
export function legend(items: readonly LegendItem[], width: number): Svg {
  let x = 4;
  let y = 0;
  const drawn = items.map((item) => {
    const needed = 40 + textWidth(item.text, 12);
    if (x + needed > width && x > 4) {
      x = 4;
      y += 20;
    }
    const one = group(
      {},
      swatch(item, x, y),
      label(x + 24, y + 13, item.text, { 'font-size': 12, fill: palette.muted }),
    );
    x += needed;
    return one;
  });
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${y + 20}`,
      width: '100%',
      'aria-hidden': 'true',
      'font-family': 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif',
    },
    ...drawn,
  );
}

function swatch({ fill, stroke, dashes }: LegendItem, x: number, y: number): Svg {
  if (dashes === undefined)
    return element('rect', { x, y: y + 3, width: 18, height: 12, fill, stroke: stroke ?? fill });
  const line = { stroke: fill, 'stroke-width': 2, 'stroke-dasharray': dashes === '' ? undefined : dashes };
  return element('line', { x1: x, x2: x + 18, y1: y + 9, y2: y + 9, ...line });
}
