import type Docker from 'dockerode';
import { environmentError } from '../errors.ts';
import { faults } from '../faults/list.ts';
import { lackingFor, type Machine, needsOf } from '../faults/needs.ts';
import type { Fault } from '../faults/types.ts';
import { probeNeeds } from '../machine/probe-needs.ts';
import type { Scenario } from '../scenario/schema.ts';

/**
 * Asks the engine for what the faults of a scenario need, before anything of it is started.
 *
 * @throws DrillError (exit 3) naming each fault that cannot be injected here, and why
 */
export async function requireNeeds(docker: Docker, toolbox: string, scenario: Scenario): Promise<void> {
  const used = [...new Set(scenario.method.map(({ fault }) => fault))].map((name) => faults[name]);
  const needs = needsOf(used);
  if (needs.size === 0) return;
  const reasons = reasonsAgainst(used, await probeNeeds(docker, toolbox, needs));
  if (reasons.length === 0) return;
  throw environmentError(`${scenario.name} cannot be drilled here:\n  ${reasons.join('\n  ')}`, {
    hint: '`ha-drill faults` shows which faults this machine can do. Nothing was started.',
  });
}

/** Why faults cannot be injected on a machine, a line each; empty when all of them can. */
export function reasonsAgainst(
  used: readonly { readonly name: string; readonly premises: Pick<Fault['premises'], 'machine'> }[],
  machine: Machine,
): string[] {
  return used.flatMap((fault) =>
    lackingFor(fault, machine).map(
      (need) => `the fault ${fault.name} needs ${need}, and that does not work: ${machine[need]?.found}`,
    ),
  );
}
