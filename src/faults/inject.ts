import { environmentError } from '../errors.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from './types.ts';

/**
 * Injects a fault into targets of its kind.
 *
 * @param parameters as a scenario writes them
 * @throws DrillError (exit 3) that says why the fault makes no sense at one of the targets
 */
export async function inject(
  fault: Fault,
  targets: readonly FaultTarget[],
  parameters: unknown,
  context: FaultContext,
): Promise<Injection> {
  const { roles, because } = fault.premises.target;
  const unfit = targets.find(
    ({ role }) => !roles.some((one) => one === (role === 'backup' ? 'other' : role)),
  );
  if (unfit) {
    const message = `${fault.name} needs a ${roles.join(' or a ')}: ${unfit.service} plays the role "${unfit.role}".`;
    throw environmentError(message, { hint: because });
  }
  return fault.inject(targets, fault.parameters.parse(parameters), context);
}
