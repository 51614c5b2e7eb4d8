import type { Finding } from '../compare/gate-schema.ts';
import type { Gap, Pair } from '../compare/schema.ts';
import { brownOut } from '../judge/measure/judge-brown-outs.ts';
import type { MeasureName } from '../judge/measure/names.ts';
import type { ClassOutcome } from '../judge/measure/types.ts';
import { uncoveredOutage } from '../judge/measure/uncovered.ts';
import type { Verdict } from '../verdict.ts';
import type { validateRules } from './sarif.ts';

type Word =
  | Verdict
  | Exclude<Finding['measure'], MeasureName>
  | Pair['finding']
  | NonNullable<Gap['kind']>
  | ClassOutcome
  | typeof uncoveredOutage
  | typeof brownOut
  | (typeof validateRules)[keyof typeof validateRules]['id'];

/** Words that a judgement, a gate, a comparison or `validate --sarif` has for what it found, and what each says. */
export const resultWords: Readonly<Record<Word, string>> = {
  pass: 'Of a drill: all objectives were met and all checks passed, in a record that proves something. Of a gate: nothing got worse.',
  fail: 'Of a drill: an objective was missed or a check failed. Of a gate: something got worse than the baseline by what counts.',
  inconclusive:
    'What was found proves neither: a fault that was not proved, a load that was not steady, a value that was not measured or lies within its resolution of the target; of a gate: too few drills. Never a pass.',
  verdict:
    "Of a gate: whether more drills of this kind fail than in the baseline. One where none did is worse; where some did, Fisher's exact test decides. Repeated until certain, a sequential test does.",
  drills:
    'Of a gate: what kept it from judging: a kind of drill that was not made, drills of a suite that are yet to be made, or drills that are inconclusive or broke off.',
  different:
    'Of a comparison: the service RTOs of two rows differ by more than chance (a rank test, adjusted for all pairs of the scenario).',
  'not-distinguishable': 'Of a comparison: the service RTOs of two rows may well be the same.',
  'too-few-runs':
    'Of a comparison: no difference, however large, could be told from chance in so few drills.',
  'not-measured':
    'There is no value, only a bound, or one within its resolution of the target. Of a class of disruption it also says that no fault of it was proved, that it has no target, or that no drill was about it. Never met.',
  met: 'Of a class of disruption: all targets of the policy, or of the scenario in its place, were met.',
  breached: 'Of a class of disruption: a target of the policy, or of the scenario in its place, was missed.',
  'not-available':
    'A combination of a suite that cannot be drilled: the reason says what does not fit together, or what the machine lacks.',
  'not-completed': 'A drill of a suite that broke off: its log in `logs/` of the suite says why.',
  'not-done':
    'Drills that a suite planned and that are yet to be made, such as those of a shard that is missing.',
  [uncoveredOutage]:
    'The longest write outage that users saw and no objective speaks of. One longer than the target of an RTO fails; a shorter one is inconclusive from a second on.',
  [brownOut]:
    'The longest span of three seconds or more in which some writes failed or were late while others were in time, and of which no objective of availability speaks. Over within the target of the RTO after its fault it is told, and no more; else it fails where enough of them failed and it is longer than that target, and is inconclusive otherwise.',
  invalid: 'A line of `validate --sarif`: what cannot mean anything, and is refused.',
  doubtful: 'A line of `validate --sarif`: what may be meant, and rather is not. It is drilled all the same.',
};
