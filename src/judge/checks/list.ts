import { countersMatchRows } from './counters-match-rows.ts';
import { definersExist } from './definers-exist.ts';
import { definitionsAsBefore } from './definitions-as-before.ts';
import { definitionsKept } from './definitions-kept.ts';
import { eventsEnabled } from './events-enabled.ts';
import { logsClean } from './logs-clean.ts';
import { noAcknowledgedWriteLost } from './no-acknowledged-write-lost.ts';
import { noErrantTransactions } from './no-errant-transactions.ts';
import { noFailedWritePresent } from './no-failed-write-present.ts';
import { noUnwrittenRows } from './no-unwritten-rows.ts';
import { nodesEqualPrimary } from './nodes-equal-primary.ts';
import { checksOfWorkloads } from './of-workloads.ts';
import { sameGtidSameRows } from './same-gtid-same-rows.ts';
import { semisyncNeverDegraded } from './semisync-never-degraded.ts';
import { singleWritablePrimary } from './single-writable-primary.ts';
import type { Check } from './types.ts';

/** All checks. A new one is a file beside this and a line here; those of workloads come with them. */
export const checks = {
  'no-acknowledged-write-lost': noAcknowledgedWriteLost,
  'no-failed-write-present': noFailedWritePresent,
  'no-unwritten-rows': noUnwrittenRows,
  'counters-match-rows': countersMatchRows,
  'nodes-equal-primary': nodesEqualPrimary,
  'no-errant-transactions': noErrantTransactions,
  'single-writable-primary': singleWritablePrimary,
  'semisync-never-degraded': semisyncNeverDegraded,
  'definitions-as-before': definitionsAsBefore,
  'definitions-kept': definitionsKept,
  'definers-exist': definersExist,
  'events-enabled': eventsEnabled,
  'same-gtid-same-rows': sameGtidSameRows,
  'logs-clean': logsClean,
  ...checksOfWorkloads,
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof checks;
export const checkNames = Object.keys(checks) as [CheckName, ...CheckName[]];

/** The check of that name; undefined for a name that this version does not know. */
export function checkNamed(name: string): Check | undefined {
  return Object.hasOwn(checks, name) ? checks[name as CheckName] : undefined;
}
