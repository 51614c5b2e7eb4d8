import { formatMs } from '../../formats/units.ts';
import { failoverOf } from '../../topology/failover.ts';
import type { Trigger } from '../triggers.ts';
import { whyNever } from './causes.ts';
import { doubtful, type Finding, refused } from './finding.ts';
import type { Meant, Step } from './read.ts';

/**
 * Steps that wait for what never comes. What comes is found from the steps that are due at a time: they may bring the
 * events that others wait for, which then may bring more. What is not reached so waits for itself, or for nothing.
 */
export function triggerFindings(meant: Meant): Finding[] {
  const { source, steps, topology } = meant;
  if (!topology) return [];
  const why = (trigger: Trigger, before: readonly Step[]) =>
    whyNever(trigger, { ...meant, topology, before });
  const reached = new Set(steps.filter(({ times }) => times?.on === undefined));
  let grown = true;
  while (grown) {
    const next = steps.filter(
      (step) => !reached.has(step) && step.times?.on && !why(step.times.on, [...reached])?.surely,
    );
    for (const step of next) reached.add(step);
    grown = next.length > 0;
  }
  return steps.flatMap((step) => {
    const { on } = step.times ?? {};
    if (on === undefined) return [];
    const found = why(
      on,
      [...reached].filter((other) => other !== step),
    );
    if (!found) return [];
    const path = ['method', step.step, 'on'];
    return found.surely
      ? [refused(source, path, `expected an event that comes, found ${on}: ${found.because}`)]
      : [doubtful(source, path, `${on} may never come: ${found.because}`)];
  });
}

/** Events that come in the recovery alone, whatever the method does. */
const inRecovery: readonly Trigger[] = ['recovery-step', 'restore-started'];

/** Steps that come after the drill has ended. */
export function lateFindings({ source, steps, recovery }: Meant): Finding[] {
  if (!recovery) return [];
  return steps.flatMap(({ step, times }) => {
    if (!times?.on || !inRecovery.includes(times.on)) return [];
    const latestMs = times.at + times.phase + ((times.repeat?.times ?? 1) - 1) * (times.repeat?.every ?? 0);
    if (latestMs < recovery.deadline) return [];
    const message = `expected a step within the recovery, which is given up after ${formatMs(recovery.deadline)} (recovery.deadline), found one ${formatMs(latestMs)} after ${times.on}`;
    return [refused(source, ['method', step, 'at'], message)];
  });
}

/** Events before which nobody has been chosen yet. */
const beforeChoice: readonly Trigger[] = [
  'fault-in-force',
  'write-outage',
  'primary-suspected',
  'failure-detected',
  'container-died',
];

/** A candidate is there once a manager has chosen one: after a fault of somebody else. */
export function candidateFindings({ source, steps, topology }: Meant): Finding[] {
  if (!topology || !failoverOf(topology.section).tool.eventOf) return [];
  return steps.flatMap(({ step, target, times }) => {
    if (target !== 'candidate' || !times) return [];
    const path = ['method', step, 'target'];
    if (times.on !== undefined) {
      const message = `at ${times.on} nobody may have been chosen yet, and a candidate is who was: wait for candidate-chosen or what follows it`;
      return beforeChoice.includes(times.on) ? [doubtful(source, path, message)] : [];
    }
    const latestMs = times.at + times.phase;
    const hasCause = steps.some(
      (other) =>
        other.target !== 'candidate' && other.times?.on === undefined && (other.times?.at ?? 0) < latestMs,
    );
    const message =
      'expected a step before it that makes a manager choose one, found none: nobody is a candidate';
    return hasCause ? [] : [refused(source, path, message)];
  });
}
