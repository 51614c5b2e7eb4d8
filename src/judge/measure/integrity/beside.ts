import { counted } from '../../../evidence.ts';
import { formatMs } from '../../../formats/units.ts';
import type { BesideOperation, BesideRecord } from '../../../history/beside.ts';
import type { DrillRecord } from '../../../history/record.ts';
import { recordedNames } from '../../../workload/beside/list.ts';
import { longestDrainMs } from './operations.ts';

/**
 * What does not hold of the workloads beside the ledger: each that the scenario names has its operations, every arrival is
 * there once, is due, sent and answered in this order, a process does one operation at a time, and load runs until it is
 * stopped.
 */
export function besideProblems(record: DrillRecord): string[] {
  const { beside: asked = [], clients } = record.manifest.scenario.workload;
  const found = record.beside ?? [];
  const named = new Set([...asked.map(({ kind }) => kind), ...(clients ? ['clients'] : [])]);
  return [
    ...[...named]
      .filter((kind) => !recordedNames.some((known) => known === kind))
      .map((kind) => `the workload ${JSON.stringify(kind)} is unknown to this version`),
    ...[...named]
      .filter((kind) => !found.some(({ workload }) => workload === kind))
      .map((kind) => `the scenario has the workload ${kind}, and there are no operations of it`),
    ...found
      .filter(({ workload }) => !named.has(workload))
      .map(({ workload }) => `there are operations of ${workload}, which the scenario does not have`),
    ...found.flatMap((one) => [
      ...arrivalProblems(one),
      ...timeProblems(one, record.manifest.endedAtMs ?? Number.POSITIVE_INFINITY),
      ...endProblems(record, one),
    ]),
  ];
}

function arrivalProblems({ workload, operations }: BesideRecord): string[] {
  const seen = new Uint8Array(operations.length);
  for (const { index } of operations) {
    if (index >= operations.length)
      return [`${workload} has an operation ${index}, and only ${counted(operations.length, 'operation')}`];
    if (seen[index]) return [`${workload} has the operation ${index} twice`];
    seen[index] = 1;
  }
  return [];
}

function timeProblems({ workload, operations }: BesideRecord, endMs: number): string[] {
  const freeAtMs = new Map<number, number>();
  for (const one of operations.toSorted((a, b) => a.startedAtMs - b.startedAtMs)) {
    const { scheduledAtMs: dueMs, startedAtMs, endedAtMs, process } = one;
    if (!(dueMs <= startedAtMs && startedAtMs <= endedAtMs && endedAtMs <= endMs))
      return [`${nameOf(workload, one)} is not due, sent and answered in this order within the drill`];
    if (process === null) continue;
    const free = freeAtMs.get(process) ?? Number.NEGATIVE_INFINITY;
    if (startedAtMs < free)
      return [
        `${nameOf(workload, one)} began at ${startedAtMs} ms, before its process was free at ${free} ms`,
      ];
    freeAtMs.set(process, endedAtMs);
  }
  return [];
}

function nameOf(workload: string, { index, process }: BesideOperation): string {
  return `the operation ${index} of ${workload} (process ${process ?? 'none'})`;
}

function endProblems({ events, manifest }: DrillRecord, { workload, operations }: BesideRecord): string[] {
  const stopped = events.find(({ type, data }) => type === 'phase-started' && data?.phase === 'collect');
  const { beside, clients } = manifest.scenario.workload;
  const rates = workload === 'clients' ? clients?.map(({ rate }) => rate) : undefined;
  const rate = rates ? Math.max(...rates) : beside?.find(({ kind }) => kind === workload)?.rate;
  if (!stopped || rate === undefined) return [];
  const lastMs = operations.reduce((last, { scheduledAtMs }) => Math.max(last, scheduledAtMs), 0);
  if (stopped.atMs - lastMs <= longestDrainMs + 2000 / rate) return [];
  return [
    `the operations of ${workload} end at ${formatMs(lastMs)}, and the load was stopped at ${formatMs(stopped.atMs)}`,
  ];
}
