import { type Premise, premises } from '../../workload/premises.ts';
import { type CheckName, checkNames, checks } from './list.ts';

/**
 * Why a check means nothing where only `given` is so, as a clause that follows "it needs that"; undefined when it means
 * something.
 */
export function inapplicableBecause(name: CheckName, given: readonly Premise[]): string | undefined {
  const lacking = checks[name].needs.filter((premise) => !given.includes(premise));
  return lacking.length === 0 ? undefined : lacking.map((premise) => premises[premise]).join(', and that ');
}

/** The checks that mean something where this is so. */
export function applicableChecks(given: readonly Premise[]): CheckName[] {
  return checkNames.filter((name) => inapplicableBecause(name, given) === undefined);
}
