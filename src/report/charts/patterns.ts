import { palette } from './palette.ts';
import { element, type Svg } from './svg.ts';

/** What all pictures of a page share: the arrow head, and hatches that tell areas apart where colour does not print. */
export function patternDefinitions(): Svg {
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width: 0, height: 0, 'aria-hidden': 'true' },
    element(
      'defs',
      {},
      stripes('hatch-outage', 45, 8, palette.outage, '#f3c8c3', 1.5),
      stripes('hatch-failed', 45, 5, '#f2c4c0', palette.fail, 2),
      stripes('hatch-unknown', -45, 5, '#e8ebee', '#6b7785', 1.2),
      stripes('hatch-detached', 90, 6, '#fff4dc', '#d39a2d', 1.5),
      stripes('hatch-silent', 45, 6, '#e4e7eb', '#7b8794', 2),
      stripes('hatch-share', -45, 6, '#e3edf8', palette.accent, 1.2),
      arrowHead(),
    ),
  );
}

function stripes(
  id: string,
  degrees: number,
  period: number,
  ground: string,
  ink: string,
  width: number,
): Svg {
  return element(
    'pattern',
    {
      id,
      width: period,
      height: period,
      patternUnits: 'userSpaceOnUse',
      patternTransform: `rotate(${degrees})`,
    },
    element('rect', { width: period, height: period, fill: ground }),
    element('line', { x1: 0, y1: 0, x2: 0, y2: period, stroke: ink, 'stroke-width': width }),
  );
}

function arrowHead(): Svg {
  return element(
    'marker',
    {
      id: 'arrow-head',
      viewBox: '0 0 8 8',
      refX: 6,
      refY: 4,
      markerWidth: 8,
      markerHeight: 8,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    },
    element('path', { d: 'M0 0L8 4L0 8z', fill: palette.ink }),
  );
}
