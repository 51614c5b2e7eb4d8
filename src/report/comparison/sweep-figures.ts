import type { Group } from '../../compare/schema.ts';
import { type Curve, sweepsOf } from '../../compare/sweeps.ts';
import { type FalseLine, type SweepLine, sweepChart } from '../charts/sweep.ts';
import { falseFailovers } from './words.ts';

/** A figure for each setting that was swept: how fast, against how often for nothing. */
export function sweepFigures(groups: readonly Group[]) {
  return sweepsOf(groups).map(({ topology, key, others, curves }) => {
    const where = [topology, ...Object.entries(others).map(([name, value]) => `${name}=${value}`)].join(' ');
    const rtos = curves.filter(({ points }) => points.every(({ group }) => !group.wantsNoFailover));
    const falses = curves.map(falseLine).filter((line) => line !== null);
    const title = `${key} on ${where}`;
    return {
      title,
      withoutFalse: falses.length === 0,
      svgSweep: sweepChart(key, rtos.map(rtoLine), falses, title, 1060),
    };
  });
}

function rtoLine({ scenario, points }: Curve): SweepLine {
  return {
    name: scenario,
    points: points.map(({ setting, group }) => ({
      setting,
      values: group.runs
        .filter(({ lifecycle }) => lifecycle === 'completed')
        .flatMap(({ values }) => values['rto-service'] ?? []),
      median: group.summaries['rto-service']?.median ?? null,
    })),
  };
}

function falseLine({ scenario, points }: Curve): FalseLine | null {
  const counted = points.flatMap(({ setting, group }) => {
    const unwanted = falseFailovers(group);
    return unwanted ? [{ setting, ...unwanted }] : [];
  });
  return counted.length === 0 ? null : { name: scenario, points: counted };
}
