import { append } from '../append/append.ts';
import { autoIncrement } from '../auto-increment/auto-increment.ts';
import { bank } from '../bank/bank.ts';
import { blindRetry } from '../blind-retry/blind-retry.ts';
import { events } from '../events/events.ts';
import { reads } from '../reads/reads.ts';
import { sql } from '../sql/sql.ts';
import type { BesideCheck, BesideWorkload } from './types.ts';

/** All workloads that may run beside the ledger. A new one is a folder in `src/workload/` and a line here. */
export const besideWorkloads = {
  bank,
  append,
  sql,
  'auto-increment': autoIncrement,
  'blind-retry': blindRetry,
  events,
  reads,
} as const satisfies Record<string, BesideWorkload>;

export type BesideName = keyof typeof besideWorkloads;
export const besideNames = Object.keys(besideWorkloads) as [BesideName, ...BesideName[]];

/** The workload of that name; undefined for a name that this version does not know. */
export function besideNamed(name: string): BesideWorkload | undefined {
  return Object.hasOwn(besideWorkloads, name) ? besideWorkloads[name as BesideName] : undefined;
}

/** What is so in a scenario with these workloads, for checks that need it. */
export type BesidePremise = `workload-${BesideName}`;
export function besidePremise(name: BesideName): BesidePremise {
  return `workload-${name}`;
}

type ChecksOf<Name extends BesideName> = keyof (typeof besideWorkloads)[Name]['checks'] & string;
export type BesideCheckName = { [Name in BesideName]: ChecksOf<Name> }[BesideName];

/** Every check of every workload. */
export const besideChecks: readonly {
  readonly workload: BesideName;
  readonly name: BesideCheckName;
  readonly check: BesideCheck;
}[] = besideNames.flatMap((workload) =>
  Object.entries(besideWorkloads[workload].checks).map(([name, check]) => ({
    workload,
    name: name as BesideCheckName,
    check,
  })),
);
