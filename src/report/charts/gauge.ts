import { duration } from '../../formats/units.ts';
import type { Measurement, ObjectiveResult } from '../../judge/measure/types.ts';
import { formatQuantity } from '../text.ts';
import { palette, patterns } from './palette.ts';
import { drawing, element, type Svg } from './svg.ts';

const [width, track] = [180, 170];

/** The measured value as a bar against its target; null where there is no number, or a target of zero. */
export function gaugeChart(objective: ObjectiveResult, measurement: Measurement | undefined): Svg | null {
  const target = targetOf(objective.target, measurement?.unit);
  if (measurement === undefined || measurement.value === null || target === null || target <= 0) return null;
  const scale = track / Math.max(target * 1.25, measurement.value);
  const tick = target * scale;
  const failed = objective.verdict === 'fail';
  return drawing(
    {
      width,
      height: 20,
      title: objective.title,
      description: `${formatQuantity(measurement)} measured, target ${objective.target}`,
    },
    element('rect', { x: 0, y: 6, width: track, height: 9, fill: '#e6eaee' }),
    element('rect', {
      'data-gauge': objective.measure,
      x: 0,
      y: 6,
      width: Math.max(measurement.value * scale, 1.5),
      height: 9,
      fill: failed ? patterns.failed : palette.accent,
      stroke: failed ? palette.fail : undefined,
    }),
    element('line', { x1: tick, x2: tick, y1: 1, y2: 20, stroke: palette.ink, 'stroke-width': 2 }),
  );
}

/** The number of a target such as `<= 5s` or `>= 0.99`, in the unit of its measure. */
function targetOf(target: string, unit: Measurement['unit'] | undefined): number | null {
  const text = target.replace(/^[<>]=\s*/, '');
  const number = unit === 'ms' ? duration.safeParse(text).data : Number(text);
  return number === undefined || !Number.isFinite(number) ? null : number;
}
