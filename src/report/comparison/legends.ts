import { legend } from '../charts/legend.ts';
import { palette } from '../charts/palette.ts';
import { stackFills } from '../charts/stacks.ts';
import { mark } from '../charts/strip.ts';
import { drawing, element, label, type Svg, textWidth } from '../charts/svg.ts';
import { type OutagePhase, outagePhases, phaseTitles } from './phase-titles.ts';

const width = 1060;

/** What the fills of a chart of these phases mean. */
export function phaseLegend(phases: readonly OutagePhase[]): Svg {
  const items = phases.map((phase) => ({
    text: phaseTitles[phase],
    fill: stackFills[outagePhases.indexOf(phase)] ?? palette.muted,
    stroke: palette.muted,
  }));
  return legend(items, width);
}

/** What the marks of a strip mean. */
export function stripLegend(): Svg {
  const items: [string, (x: number) => Svg][] = [
    ['a drill that passed', (x) => mark('pass', x + 9, 10)],
    ['failed', (x) => mark('fail', x + 9, 10)],
    ['inconclusive', (x) => mark('inconclusive', x + 9, 10)],
    [
      'the truth is this or more',
      (x) => element('path', { d: `M${x + 2} 8h6v-3l7 4.5l-7 4.5v-3h-6z`, fill: palette.ink }),
    ],
    ['median', (x) => tick(x, palette.ink, 2.5)],
    ['95th percentile', (x) => tick(x, palette.muted, 1, '3 3')],
    [
      '95 % interval of the median',
      (x) =>
        element('rect', {
          x,
          y: 3,
          width: 18,
          height: 14,
          fill: palette.accentFaint,
          stroke: palette.accentSoft,
        }),
    ],
  ];
  let x = 4;
  const drawn = items.flatMap(([text, draw]) => {
    const at = x;
    x += 38 + textWidth(text, 12);
    return [draw(at), label(at + 24, 14, text, { fill: palette.muted })];
  });
  const description = items.map(([text]) => text).join(', ');
  return drawing({ width, height: 20, title: 'What the marks mean', description }, ...drawn);
}

function tick(x: number, stroke: string, strokeWidth: number, dashes?: string): Svg {
  return element('line', {
    x1: x + 9,
    x2: x + 9,
    y1: 1,
    y2: 19,
    stroke,
    'stroke-width': strokeWidth,
    'stroke-dasharray': dashes,
  });
}
