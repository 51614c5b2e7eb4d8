import { check } from '../../document/check.ts';
import { formatMs } from '../../formats/units.ts';
import { written } from '../bounds.ts';
import { doubtful, type Finding, refused } from './finding.ts';
import type { Meant } from './read.ts';

/** Parameters of faults that are none, or that are out of bounds. */
export function faultParameterFindings({ source, steps }: Meant): Finding[] {
  return steps.flatMap(({ step, fault }) => {
    if (!fault) return [];
    const { problems } = check(source, fault.parameters, ['method', step, 'with']);
    return problems.map((problem) => ({ ...problem, weight: 'refused' as const }));
  });
}

/** A time after which nothing is there that could end. */
export function endFindings({ source, steps }: Meant): Finding[] {
  return steps.flatMap(({ step, fault, times }) => {
    if (fault?.end !== 'lasting' || times?.for === undefined) return [];
    const message = `expected no \`for\` with ${fault.name}: what it did lasts, so there is nothing to end after ${formatMs(times.for)}`;
    return [refused(source, ['method', step, 'for'], message)];
  });
}

/** A fault that is over before two probes were due: no outage by it can be told from none. */
export function brevityFindings({ source, steps, workload }: Meant): Finding[] {
  const leastMs = 2 * (workload?.probeEvery ?? 0);
  return steps.flatMap(({ step, times }) => {
    if (times?.for === undefined || times.for >= leastMs) return [];
    const message = `a probe is due every ${formatMs(leastMs / 2)}: an outage by a fault of ${formatMs(times.for)} cannot be told from none`;
    return [doubtful(source, ['method', step, 'for'], message, `write ${written(leastMs)} or more`)];
  });
}

/** More injections than anybody reads a report of. */
const mostInjections = 1000;
/** Seven days. Timers of Node.js overflow after 24. */
const mostMs = 7 * 24 * 3_600_000;

/** A method that cannot be carried out as a whole: too many injections, or too long a drill. */
export function sizeFindings(meant: Meant): Finding[] {
  const { source, steps, provision, baseline, observe, recovery } = meant;
  const injections = steps.reduce((sum, { times }) => sum + (times?.repeat?.times ?? 1), 0);
  const tooMany = `expected at most ${mostInjections} injections in all, found ${injections}: repeat them less often`;
  const findings = injections > mostInjections ? [refused(source, ['method'], tooMany)] : [];
  const parts: { readonly path: readonly (string | number)[]; readonly ms: number }[] = [
    { path: ['provision', 'deadline'], ms: provision?.deadline ?? 0 },
    { path: ['baseline', 'duration'], ms: baseline?.duration ?? 0 },
    // Once after the method, and once after the recovery.
    { path: ['observe'], ms: 2 * (observe ?? 0) },
    { path: ['recovery', 'startAfter'], ms: recovery?.startAfter ?? 0 },
    { path: ['recovery', 'deadline'], ms: recovery?.deadline ?? 0 },
    longestStep(meant),
  ];
  const totalMs = parts.reduce((sum, { ms }) => sum + ms, 0);
  if (totalMs <= mostMs) return findings;
  const longest = parts.reduce((a, b) => (b.ms > a.ms ? b : a));
  const message = `expected a drill of at most ${hours(mostMs)} in all, found one of up to ${hours(totalMs)}, of which this is ${hours(longest.ms)}`;
  return [...findings, refused(source, longest.path, message)];
}

function longestStep({ steps }: Meant): { readonly path: readonly (string | number)[]; readonly ms: number } {
  const each = steps.map(({ step, times }) => {
    const { at = 0, phase = 0, repeat, for: lasts = 0 } = times ?? {};
    const path = repeat ? ['method', step, 'repeat'] : ['method', step, 'at'];
    return { path, ms: at + phase + ((repeat?.times ?? 1) - 1) * (repeat?.every ?? 0) + lasts };
  });
  return each.reduce((a, b) => (b.ms > a.ms ? b : a), { path: ['method'], ms: 0 });
}

function hours(ms: number): string {
  return `${Number((ms / 3_600_000).toFixed(1))} h`;
}
