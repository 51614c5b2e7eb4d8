import { type Hold, sameHold, whyNotBoth } from '../../faults/holds.ts';
import type { Fault } from '../../faults/types.ts';
import { formatMs } from '../../formats/units.ts';
import type { TopologySection } from '../../topology/schema.ts';
import type { Target } from '../targets.ts';
import type { Trigger } from '../triggers.ts';
import { doubtful, type Finding, refused } from './finding.ts';
import type { Meant, Step } from './read.ts';
import { isNodeTarget, named } from './roles.ts';
import { sameService } from './same-service.ts';
import { both, type Chance, during, overlap, type Span, spansOf, surest } from './spans.ts';

/** A step of which all is known that tells whether it gets in the way of another. */
type Whole = Step & {
  readonly fault: Fault;
  readonly target: Target;
  readonly times: NonNullable<Step['times']>;
  readonly holds: readonly Hold[];
  readonly uses: readonly Hold[];
  readonly spans: readonly Span[];
};

type Clash = { readonly first: Whole; readonly second: Whole; readonly hold: Hold; readonly chance: Chance };

/**
 * Faults that exclude each other on one service at one time: what is so for every random phase, and on the same
 * service for sure, is refused; what may be so is warned of.
 */
export function atOnceFindings({ source, steps, topology }: Meant): Finding[] {
  if (!topology) return [];
  const { section } = topology;
  const whole = steps.flatMap((step) => wholeStep(step, section));
  const pairs = whole.flatMap((one, index) => whole.slice(index).map((other) => [one, other] as const));
  return pairs.flatMap(([one, other]) => {
    const clashes =
      one === other
        ? clashesOfTurns(one, section)
        : [...clashesOf(one, other, whole, section), ...clashesOf(other, one, whole, section)];
    const clash = clashes.find(({ chance }) => chance === 'surely') ?? clashes[0];
    if (!clash) return [];
    const { first, second, hold, chance } = clash;
    const found =
      first === second ? `${describe(first)} again and again` : `${describe(first)} and ${describe(second)}`;
    const path = ['method', other.step, 'fault'];
    return chance === 'surely'
      ? [
          refused(
            source,
            path,
            `expected faults that can be in force at once, found ${found}: ${whyNotBoth(hold)}`,
          ),
        ]
      : [doubtful(source, path, `${found} may come together on one service: ${whyNotBoth(hold)}`)];
  });
}

/** On a service whose server is PID 1, its container ends with it. */
function wholeStep(read: Step, section: TopologySection): Whole[] {
  const { fault, target, parameters, times } = read;
  if (!fault || !target || !times || parameters === undefined) return [];
  const held = fault.holds?.(parameters) ?? [];
  const holds: readonly Hold[] =
    !isNodeTarget(target, section) && held.includes('server') ? [...held, 'container'] : held;
  return [
    { ...read, fault, target, times, holds, uses: fault.uses?.(parameters) ?? [], spans: spansOf(read) },
  ];
}

/** What the first holds, and the second needs. */
function heldFrom(first: Whole, second: Whole): readonly Hold[] {
  return first.holds.filter((hold) => second.uses.some((use) => sameHold(hold, use)));
}

function clashesOf(first: Whole, second: Whole, all: readonly Whole[], section: TopologySection): Clash[] {
  return heldFrom(first, second).flatMap((hold) => {
    // Of what one at a time can have, whichever comes second is in trouble.
    const mutual = heldFrom(second, first).some((other) => sameHold(hold, other));
    const time = together(first, second, mutual ? overlap : during);
    const circumstances = {
      section,
      moved: movedBefore(first, second, all, section),
      atOnce: first.times.on === second.times.on && comesSoon(first, second),
    };
    const chance = both(time, sameService(first, second, circumstances));
    return chance === 'never' ? [] : [{ first, second, hold, chance }];
  });
}

/** Events that a fault may bring while it is in force; those of its end, or of what was done about it, are others. */
const whileInForce: readonly Trigger[] = [
  'fault-in-force',
  'write-outage',
  'primary-suspected',
  'failure-detected',
  'container-died',
];

/** Times count from the same instant, or nothing is sure about them. */
function together(first: Whole, second: Whole, relation: (first: Span, second: Span) => Chance): Chance {
  if (first.times.on === second.times.on) {
    return surest(first.spans.flatMap((a) => second.spans.map((b) => relation(a, b))));
  }
  const isMeanwhile = second.times.on !== undefined && whileInForce.includes(second.times.on);
  return isMeanwhile && first.times.on === undefined ? 'possibly' : 'never';
}

/** Whether another fault may have moved the roles of nodes before both have come. */
function movedBefore(first: Whole, second: Whole, all: readonly Whole[], section: TopologySection): boolean {
  return all.some((other) => {
    if (other === first || other === second || !other.fault.unseats || !isNodeTarget(other.target, section))
      return false;
    if (other.times.on !== second.times.on) return true;
    const latestMs = Math.max(...[...first.spans, ...second.spans].map(({ fromMs }) => fromMs.most));
    return other.spans.some(({ fromMs }) => fromMs.least <= latestMs);
  });
}

/** Longer than it takes until a fault is seen in the samples of the nodes. */
const seenWithinMs = 500;

function comesSoon(first: Whole, second: Whole): boolean {
  return first.spans.some((a) =>
    second.spans.some(
      (b) => b.fromMs.least < a.fromMs.most + seenWithinMs && b.fromMs.most > a.fromMs.least - seenWithinMs,
    ),
  );
}

/** A step that is repeated before it is over. The phase of all its turns is one and the same. */
function clashesOfTurns(step: Whole, section: TopologySection): Clash[] {
  const { repeat, for: lasts = Number.POSITIVE_INFINITY } = step.times;
  if (!repeat || lasts <= repeat.every) return [];
  const atOnce = repeat.every < seenWithinMs;
  const chance = sameService(step, step, { section, moved: false, atOnce });
  if (chance === 'never') return [];
  return heldFrom(step, step).map((hold) => ({ first: step, second: step, hold, chance }));
}

function describe({ step, name, target, times }: Whole): string {
  const from = times.on === undefined ? `from ${formatMs(times.at)}` : `upon ${times.on}`;
  const phase = times.phase > 0 ? ` to ${formatMs(times.at + times.phase)}` : '';
  const lasts = times.for === undefined ? '' : `, for ${formatMs(times.for)}`;
  return `${name} of ${named(target)} (step ${step}, ${from}${phase}${lasts})`;
}
