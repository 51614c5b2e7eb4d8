import { faults } from '../../faults/list.ts';
import { lackingFor, type Machine, needsOf } from '../../faults/needs.ts';
import type { Fault } from '../../faults/types.ts';
import { askMachine } from '../ask-machine.ts';
import { type DoctorCheck, type Finding, ok, warning } from './check.ts';

const all = Object.values(faults);

export const faultNeeds: DoctorCheck = {
  name: 'faults',
  description: 'what faults need of the kernel and the engine, each tried in a container of its own',
  look: async () => judgeMachine(all, await askMachine(needsOf(all))),
};

/** A drill without the faults in question can run all the same: nothing here is a failure. */
export function judgeMachine(
  known: readonly { readonly name: string; readonly premises: Pick<Fault['premises'], 'machine'> }[],
  machine: Machine,
): Omit<Finding, 'name'> {
  const asked = Object.entries(machine);
  const lacking = asked.filter(([, { available }]) => available === false);
  const unknown = asked.find(([, { available }]) => available === 'unknown');
  if (unknown) return warning(`not known: ${unknown[1].found}`, '`ha-drill setup` sees to what is missing.');
  if (lacking.length === 0) return ok(`${known.length} faults can be injected`);
  const impossible = known.filter((fault) => lackingFor(fault, machine).length > 0).map(({ name }) => name);
  return warning(
    lacking.map(([need, { found }]) => `no ${need} (${found})`).join(', '),
    `Not possible here: ${impossible.join(', ')}. The other faults are.`,
  );
}
