import { append } from '../append/append.ts';
import { autoIncrement } from '../auto-increment/auto-increment.ts';
import { bank } from '../bank/bank.ts';
import { blindRetry } from '../blind-retry/blind-retry.ts';
import { clients } from '../clients/clients.ts';
import { events } from '../events/events.ts';
import { large } from '../large/large.ts';
import { reads } from '../reads/reads.ts';
import { sql } from '../sql/sql.ts';
import type { BesideCheck, BesideTables, BesideWorkload } from './types.ts';

/** All workloads that may run beside the ledger. A new one is a folder in `src/workload/` and a line here. */
export const besideWorkloads = {
  bank,
  append,
  sql,
  'auto-increment': autoIncrement,
  'blind-retry': blindRetry,
  events,
  large,
  reads,
} as const satisfies Record<string, BesideWorkload>;

export type BesideName = keyof typeof besideWorkloads;
export const besideNames = Object.keys(besideWorkloads) as [BesideName, ...BesideName[]];

/** The workload of that name; undefined for a name that this version does not know. */
export function besideNamed(name: string): BesideWorkload | undefined {
  return Object.hasOwn(besideWorkloads, name) ? besideWorkloads[name as BesideName] : undefined;
}

/** All whose operations stand beside the ledger's in a record: those workloads, and the clients of a scenario. */
export const recordedBeside = { ...besideWorkloads, clients } as const satisfies Record<string, BesideTables>;
export type RecordedName = keyof typeof recordedBeside;
export const recordedNames = Object.keys(recordedBeside) as [RecordedName, ...RecordedName[]];

/** What is so in a scenario with these, for checks that need it. */
export type BesidePremise = `workload-${RecordedName}`;
export function besidePremise(name: RecordedName): BesidePremise {
  return `workload-${name}`;
}

type ChecksOf<Name extends RecordedName> = keyof (typeof recordedBeside)[Name]['checks'] & string;
export type BesideCheckName = { [Name in RecordedName]: ChecksOf<Name> }[RecordedName];

/** Every check of every one of them. */
export const besideChecks: readonly {
  readonly workload: RecordedName;
  readonly name: BesideCheckName;
  readonly check: BesideCheck;
}[] = recordedNames.flatMap((workload) =>
  Object.entries(recordedBeside[workload].checks).map(([name, check]) => ({
    workload,
    name: name as BesideCheckName,
    check,
  })),
);
