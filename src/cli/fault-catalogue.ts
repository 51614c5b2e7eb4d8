import { jsonSchemaOf } from '../document/json-schema.ts';
import { shortened } from '../document/shortened.ts';
import { didYouMean } from '../document/suggest.ts';
import { traits } from '../engine/replication/traits.ts';
import { usageError } from '../errors.ts';
import { type FaultGroup, type FaultName, faultNames, faults, groupOf } from '../faults/list.ts';
import { type Availability, type Machine, type Need, needs } from '../faults/needs.ts';
import type { Aim } from '../faults/premises.ts';
import type { Fault } from '../faults/types.ts';
import { type ParameterEntry, parameterEntries } from './parameters.ts';

/** One need of a fault, and whether the machine that was asked has it. */
export type NeedEntry = Availability & { readonly name: Need; readonly purpose: string };

/** A fault of the catalogue, in words. */
export type FaultEntry = {
  readonly name: string;
  readonly group: FaultGroup;
  readonly description: string;
  /** The roles at which it means something, and why at no other. */
  readonly aim: Aim;
  /** What the kind of replication must be like. */
  readonly premises: readonly string[];
  readonly parameters: readonly ParameterEntry[];
  readonly needs: readonly NeedEntry[];
};

/** The catalogue, as it looks on a machine. */
export function faultEntries(
  machine: Machine,
  known: readonly Fault[] = Object.values(faults),
): FaultEntry[] {
  return known.map((fault) => ({
    name: fault.name,
    group: groupOf(fault.name),
    description: fault.description,
    aim: fault.premises.target,
    premises: (fault.premises.replication ?? []).map((premise) => traits[premise]),
    parameters: parameterEntries(jsonSchemaOf(fault.parameters, 'input')),
    needs: (fault.premises.machine ?? []).map((name) => {
      const asked = machine[name] ?? { available: 'unknown' as const, found: 'not asked' };
      return { name, purpose: needs[name], ...asked };
    }),
  }));
}

/** The name of a fault. @throws DrillError (exit 64) with a suggestion when there is none of that name */
export function faultNamed(name: string): FaultName {
  const found = faultNames.find((known) => known === name);
  if (found) return found;
  const near = didYouMean(name, faultNames);
  throw usageError(
    `No fault is called ${shortened(name, 60)}${near ? `; ${near}` : '.'}`,
    `There are: ${faultNames.join(', ')}`,
  );
}
