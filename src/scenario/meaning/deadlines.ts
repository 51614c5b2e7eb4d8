import { formatMs } from '../../formats/units.ts';
import { stableWindowMs } from '../../judge/measure/rto.ts';
import { written } from '../bounds.ts';
import { doubtful, type Finding } from './finding.ts';
import { type Objective, readObjectives } from './objectives.ts';
import type { Meant } from './read.ts';

/** Targets beyond what the drill waits for, or below what the scenario itself makes last, with the arithmetic. */
export function deadlineFindings(meant: Meant): Finding[] {
  return readObjectives(meant).flatMap((objective) => {
    const { measure } = objective;
    if (measure === 'rto-service' || measure === 'rto-application') return outwaited(meant, objective);
    return measure === 'time-to-redundancy'
      ? [...tooLate(meant, objective), ...tooSoon(meant, objective)]
      : [];
  });
}

/** Until when, after the end of the baseline, the last step of the method is over at the latest; and the first comes. */
function methodOf({ steps }: Meant): {
  readonly firstMs: number;
  readonly endMs: number;
  readonly waits: boolean;
} {
  const timed = steps.flatMap(({ times }) => (times && times.on === undefined ? [times] : []));
  const ends = timed.map(
    ({ at, phase, repeat, for: lasts = 0 }) =>
      at + phase + ((repeat?.times ?? 1) - 1) * (repeat?.every ?? 0) + lasts,
  );
  return {
    firstMs: Math.min(...timed.map(({ at }) => at)),
    endMs: Math.max(0, ...ends),
    waits: steps.some(({ times }) => times?.on !== undefined),
  };
}

/** After `observe` the harness heals: an RTO beyond that is its doing. A step upon an event may come at any time. */
function outwaited(meant: Meant, { measure, text, target }: Objective): Finding[] {
  const { source, observe, recovery } = meant;
  const { firstMs, endMs, waits } = methodOf(meant);
  if (observe === undefined || !recovery || recovery.restore || waits || !Number.isFinite(firstMs)) return [];
  // A scenario that waits for what the recovery does has the time of the recovery as well.
  const awaitedMs = meant.waitsFor.length > 0 ? recovery.startAfter + recovery.deadline : 0;
  const mostMs = endMs - firstMs + observe + awaitedMs;
  if (target.value <= mostMs) return [];
  const message = `${text} is beyond what the drill waits for: the method is over ${formatMs(endMs - firstMs)} after its first fault, and ${formatMs(observe)} later (observe) the harness heals, so that nothing above ${formatMs(mostMs)} can be told`;
  const wantedMs = observe + target.value - mostMs;
  return [
    doubtful(source, ['objectives', measure], message, `write an observe of ${written(wantedMs)} or more`),
  ];
}

/** The drill ends when the deadline of the recovery has passed. */
function tooLate(meant: Meant, { measure, text, target }: Objective): Finding[] {
  const { source, observe, recovery } = meant;
  const { firstMs, endMs, waits } = methodOf(meant);
  if (observe === undefined || !recovery || waits || !Number.isFinite(firstMs)) return [];
  const mostMs = endMs - firstMs + observe + recovery.startAfter + recovery.deadline;
  if (target.value <= mostMs) return [];
  const sum = [endMs - firstMs, observe, recovery.startAfter, recovery.deadline].map(formatMs).join(' + ');
  const message = `${text} is beyond what the drill waits for: method, observe, startAfter and deadline are ${sum} = ${formatMs(mostMs)} after the first fault at the latest`;
  const wantedMs = recovery.deadline + target.value - mostMs;
  return [
    doubtful(
      source,
      ['objectives', measure],
      message,
      `write a recovery.deadline of ${written(wantedMs)} or more`,
    ),
  ];
}

/** What stays down until the recovery begins is not back sooner, whatever the cluster does. */
function tooSoon({ source, steps, recovery }: Meant, { measure, text, target }: Objective): Finding[] {
  if (!recovery || recovery.restart === 'none') return [];
  const dead = steps.find(
    ({ fault, target: aim, times }) =>
      fault?.end === 'started-again' && aim !== 'proxy' && times !== undefined && times.for === undefined,
  );
  const leastMs = stableWindowMs + recovery.startAfter;
  if (!dead || target.value >= leastMs) return [];
  const message = `${text} cannot be met: what ${dead.name} hit is started again ${formatMs(stableWindowMs)} (stable writes) + ${formatMs(recovery.startAfter)} (recovery.startAfter) later at the earliest`;
  return [
    doubtful(source, ['objectives', measure], message, 'write a longer target, or `for` with the step'),
  ];
}
