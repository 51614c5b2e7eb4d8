import { type BesideName, besidePremise, besideWorkloads } from './beside/list.ts';
import type { BesideWorkload } from './beside/types.ts';
import { type WorkloadName, workloads } from './list.ts';
import type { Premise } from './premises.ts';

/** What the workloads of a scenario do that some checks need. */
export function promisesOf({
  kind,
  beside = [],
  clients,
}: {
  readonly kind: WorkloadName;
  readonly beside?: readonly { readonly kind: BesideName }[] | undefined;
  readonly clients?: readonly unknown[] | undefined;
}): Premise[] {
  return [
    ...workloads[kind].promises,
    ...beside.map((one) => besidePremise(one.kind)),
    ...beside.flatMap(({ kind }) => (besideWorkloads[kind] as BesideWorkload).defines ?? []),
    ...(clients ? [besidePremise('clients')] : []),
  ];
}
