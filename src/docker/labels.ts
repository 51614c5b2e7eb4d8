import { hostname, userInfo } from 'node:os';
import { type ProcessOwner, processOwnerSchema, thisProcess } from '../process-owner.ts';

/** On everything ha-drill creates: the run it belongs to. */
export const runLabel = 'ha-drill.run';
/** What a container of ours is for, apart from the services of the topology: `sidecar`. */
export const roleLabel = 'ha-drill.role';
/** The role of the volume that is the lease of a run. */
export const leaseRole = 'lease';
/** Whose it is, such as `alice@build-7`. What lacks it is never removed. */
const ownerLabel = 'ha-drill.owner';
/** The process that created it: boot id, PID namespace, process id, start in ticks. */
const processLabel = 'ha-drill.process';
/** When that process began, in UTC. */
const startedLabel = 'ha-drill.started';
/** On what is meant to outlive the process that created it. */
const keptLabel = 'ha-drill.kept';
/** Compose's own label: the service a container is of. */
export const composeServiceLabel = 'com.docker.compose.service';

/** Whose a thing on the engine is. */
export type Mark = {
  readonly run: string;
  readonly owner: string;
  readonly process: ProcessOwner;
  readonly startedAt: string;
  readonly kept: boolean;
};

const self = await thisProcess();
const startedAt = new Date().toISOString();

/** Whose is what this process creates. */
export const thisOwner = `${userName()}@${hostname()}`;

/** The labels of everything that this process creates for a run. */
export function labelsOf(
  run: string,
  { role, kept }: { readonly role?: string; readonly kept?: boolean | undefined } = {},
): Record<string, string> {
  return {
    [runLabel]: run,
    [ownerLabel]: thisOwner,
    [processLabel]: [self.bootId, self.pidNamespace, self.pid, self.startTicks].join(' '),
    [startedLabel]: startedAt,
    ...(kept ? { [keptLabel]: 'true' } : {}),
    ...(role ? { [roleLabel]: role } : {}),
  };
}

/** Those of the labels of a thing that say whose it is: what is made beside it carries them, too. */
export function marksIn(labels: Readonly<Record<string, string>>): Record<string, string> {
  const marks = [runLabel, ownerLabel, processLabel, startedLabel, keptLabel];
  return Object.fromEntries(Object.entries(labels).filter(([name]) => marks.includes(name)));
}

/** Whose a thing is by its labels; undefined unless all of ours are there. */
export function markOf(labels: Readonly<Record<string, string>> | undefined): Mark | undefined {
  const run = labels?.[runLabel];
  const owner = labels?.[ownerLabel];
  const started = labels?.[startedLabel];
  const [bootId, pidNamespace, pid, startTicks] = labels?.[processLabel]?.split(' ') ?? [];
  const process = processOwnerSchema.safeParse({ bootId, pidNamespace, pid: Number(pid), startTicks });
  if (!run || !owner || !started || !process.success) return undefined;
  return { run, owner, process: process.data, startedAt: started, kept: labels?.[keptLabel] === 'true' };
}

/** Whether this process created the thing with these labels, for this run. */
export function isMadeHere(labels: Readonly<Record<string, string>>, run: string): boolean {
  const own = labelsOf(run);
  return [runLabel, ownerLabel, processLabel].every((name) => labels[name] === own[name]);
}

/** The Compose project of a run. */
export function projectOf(run: string): string {
  return `ha-drill-${run}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container a user may have no name.
    return String(process.getuid?.() ?? 'somebody');
  }
}
