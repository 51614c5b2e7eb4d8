import type { Verdict } from '../../verdict.ts';
import { palette } from './palette.ts';
import { element, type Svg } from './svg.ts';

const shapes: Readonly<Record<Verdict, { ground: string; sign: string }>> = {
  pass: { ground: 'M20 2a18 18 0 1 0 .01 0z', sign: 'M12 20l6 6l11-12' },
  fail: { ground: 'M12.5 2h15L38 12.5v15L27.5 38h-15L2 27.5v-15z', sign: 'M13 13l14 14M27 13l-14 14' },
  inconclusive: {
    ground: 'M20 3L39 37H1z',
    sign: 'M20 16v9M20 31.5v.2',
  },
};

/**
 * A verdict as a shape: a disc with a tick, an octagon with a cross, a triangle with an exclamation mark.
 * Hidden from screen readers: the word always stands beside it.
 */
export function verdictShape(verdict: Verdict, size: number): Svg {
  const { ground, sign } = shapes[verdict];
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: '0 0 40 40',
      width: size,
      height: size,
      'aria-hidden': 'true',
    },
    element('path', { d: ground, fill: palette[verdict] }),
    element('path', {
      d: sign,
      fill: 'none',
      stroke: '#fff',
      'stroke-width': 4,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
  );
}
