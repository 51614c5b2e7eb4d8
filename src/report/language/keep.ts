import type { Comparison } from '../../compare/schema.ts';
import type { DrillRecord } from '../../history/record.ts';

/** The names in a record, and what its users wrote: no page translates them, though they be words of its own. */
export function saidInRecord({ manifest, beside }: DrillRecord): ReadonlySet<string> {
  const { scenario, topology, run } = manifest;
  return new Set([
    run,
    scenario.name,
    scenario.question.trim(),
    (scenario.description ?? '').trim(),
    topology.name,
    topology.title,
    `${topology.name}: ${topology.title}`,
    ...topology.nodes,
    ...topology.services.map(({ name }) => name),
    ...(beside ?? []).map(({ workload }) => workload),
  ]);
}

/** The same of a comparison. */
export function saidInComparison({ groups }: Comparison): ReadonlySet<string> {
  return new Set(groups.flatMap((one) => [one.scenario, one.topology, one.question, one.title]));
}
