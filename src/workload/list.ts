import { hotRows } from './hot-rows.ts';
import { ledger } from './ledger.ts';
import type { Workload } from './types.ts';

/** All workloads. A new one is a file beside this and a line here. */
export const workloads = { ledger, 'hot-rows': hotRows } as const satisfies Record<string, Workload>;

export type WorkloadName = keyof typeof workloads;
export const workloadNames = Object.keys(workloads) as [WorkloadName, ...WorkloadName[]];
