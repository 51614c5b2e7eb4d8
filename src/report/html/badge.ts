import type { Verdict } from '../../verdict.ts';
import type { Svg } from '../charts/svg.ts';
import { verdictShape } from '../charts/verdict-shape.ts';

/** A verdict as word and shape, so that it never hangs on colour alone. */
export type Badge = { readonly verdict: Verdict; readonly word: string; readonly svgShape: Svg };

export function badge(verdict: Verdict, size = 15): Badge {
  return { verdict, word: verdict.toUpperCase(), svgShape: verdictShape(verdict, size) };
}
