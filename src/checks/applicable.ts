import { type Trait, traits } from '../replication/traits.ts';
import { type CheckName, checkNames, checks } from './list.ts';

/**
 * Why a check means nothing where replication promises only `promised`, as a clause that follows "it needs that";
 * undefined when it means something.
 */
export function inapplicableBecause(name: CheckName, promised: readonly Trait[]): string | undefined {
  const lacking = checks[name].needs.filter((trait) => !promised.includes(trait));
  return lacking.length === 0 ? undefined : lacking.map((trait) => traits[trait]).join(', and that ');
}

/** The checks that mean something where replication promises this. */
export function applicableChecks(promised: readonly Trait[]): CheckName[] {
  return checkNames.filter((name) => inapplicableBecause(name, promised) === undefined);
}
