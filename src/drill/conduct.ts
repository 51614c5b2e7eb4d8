import type Docker from 'dockerode';
import { stateFolder } from '../docker/state-folder.ts';
import { DrillError, messageOf } from '../errors.ts';
import type { RunManifest } from '../history/manifest.ts';
import { recordBytes, requireSpace, stateBytes } from '../machine/free-space.ts';
import { orAborted } from '../wait.ts';
import { takeBackup, takeBackupMeanwhile, verifyBackups } from './backups.ts';
import { baseline } from './baseline.ts';
import { collect, collectLogs } from './collect.ts';
import { recordDefinitions } from './definitions.ts';
import type { ClusterDrill, Drill, DrillPlan, PhaseName } from './drill.ts';
import { recordGtidRows } from './gtid-rows.ts';
import { injectionsOf } from './injections.ts';
import { settledAndStable, startMethod, waitForLastWrites, waitForStableWrites } from './method.ts';
import { type DrillHost, forgetRun, openDrill } from './open-drill.ts';
import { watchForOutages } from './outage-watch.ts';
import { provision } from './provision.ts';
import { recovery } from './recovery.ts';
import { requireNeeds } from './require-needs.ts';

/** How long a phase may take to end by itself once the drill is interrupted (ms). */
const abortedPhaseMs = 10_000;

/** How a drill ended, apart from what it measured. */
export type DrillEnd = {
  readonly lifecycle: RunManifest['lifecycle'];
  /** Why it did not complete. */
  readonly failure: Error | undefined;
  /** Whether there is a record to judge. */
  readonly recorded: boolean;
  /** What could not be undone or removed, a line each. */
  readonly leftovers: readonly string[];
  /** They are left because the engine does not answer any more. */
  readonly engineLost: boolean;
};

/**
 * What somebody does to a cluster as a phase begins, before the drill goes on. For `ha-drill selfcheck`, which must know of
 * a wrong that no stack does by itself; no scenario can say it.
 */
export type Meddling = Readonly<
  Partial<Record<'method' | 'collect', (drill: ClusterDrill) => Promise<void>>>
>;

/**
 * Runs one drill from provisioning to tear-down. Whatever happens, faults are healed and the cluster is removed
 * (unless the plan keeps it), and what was recorded stays in the plan's folder.
 *
 * @throws DrillError (exit 3) before anything is started, when a fault cannot be injected on this machine
 */
export async function conduct(plan: DrillPlan, host: DrillHost, meddling: Meddling = {}): Promise<DrillEnd> {
  await requireSpace([
    { what: '--out', folder: plan.folder, leastBytes: recordBytes },
    { what: 'the state folder', folder: stateFolder(), leastBytes: stateBytes },
  ]);
  await requireNeeds(host.docker, host.images.toolbox ?? '', plan.scenario);
  const drill = await openDrill(plan, host);
  let up: ClusterDrill | undefined;
  let failure: Error | undefined;
  try {
    up = await phase(drill, 'provision', () => provision(drill));
    await conductPhases(up, meddling);
  } catch (error) {
    failure = error instanceof Error ? error : new Error(messageOf(error));
    drill.say(isInterruption(host.interrupt) ? 'drill-interrupted' : 'harness-note', messageOf(error));
  }
  let lifecycle: DrillEnd['lifecycle'] =
    failure === undefined ? 'completed' : isInterruption(host.interrupt) ? 'interrupted' : 'failed';
  if (up)
    await collectLogs(up).catch((error) => drill.say('harness-note', `logs not saved: ${messageOf(error)}`));
  drill.progress.phase('tear-down');
  const leftovers = await drill.undo.run();
  const unwritten = await endRecord(drill, up, lifecycle, failure);
  if (unwritten && lifecycle === 'completed') lifecycle = 'failed';
  failure ??= unwritten;
  if (!plan.keep && leftovers.length === 0) await forgetRun(drill);
  const engineLost = leftovers.length > 0 && (await isLost(host.docker));
  return { lifecycle, failure, recorded: up !== undefined, leftovers, engineLost };
}

/** Whether the engine does not answer, after it was waited for. */
async function isLost(docker: Docker): Promise<boolean> {
  return docker.ping().then(
    () => false,
    () => true,
  );
}

/** Ends the record of a drill; resolves with why it could not be written to its end, or with undefined. */
async function endRecord(
  { record, clock }: Drill,
  up: ClusterDrill | undefined,
  lifecycle: DrillEnd['lifecycle'],
  failure: Error | undefined,
): Promise<Error | undefined> {
  try {
    if (!up) await record.close();
    else {
      const ended = { lifecycle, endedAtMs: clock.nowMs() } as const;
      await record.seal({ ...up.manifest, ...ended, ...(failure ? { failure: failure.message } : {}) });
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}

async function conductPhases(drill: ClusterDrill, meddling: Meddling): Promise<void> {
  const load = await phase(drill, 'baseline', () => baseline(drill));
  if (drill.plan.scenario.backup) await phase(drill, 'backup', () => takeBackup(drill, 'before-method'));
  await recordDefinitions(drill, 'before');
  const injections = injectionsOf(drill);
  const outages = watchForOutages(drill);
  const method = await phase(drill, 'method', async () => {
    await meddling.method?.(drill);
    const started = startMethod(drill, injections);
    await Promise.all([settledAndStable(drill, started), takeBackupMeanwhile(drill)]);
    return started;
  });
  await phase(drill, 'recovery', async () => {
    await recovery(drill, injections, method);
    await waitForStableWrites(drill, drill.plan.scenario.observe);
    await verifyBackups(drill);
  });
  await drill.services.stop();
  await outages.stop();
  await waitForLastWrites(drill);
  await load.stop();
  await phase(drill, 'collect', async () => {
    await meddling.collect?.(drill);
    await collect(drill);
    await recordDefinitions(drill, 'after');
    if (drill.plan.scenario.checks.includes('same-gtid-same-rows')) await recordGtidRows(drill);
  });
}

async function phase<T>(drill: Drill, name: PhaseName, body: () => Promise<T>): Promise<T> {
  drill.progress.phase(name);
  drill.say('phase-started', name, { data: { phase: name } });
  // What hangs does not keep an interrupted drill from healing and removing what it made.
  const result = await orAborted(body(), drill.signal, abortedPhaseMs);
  await drill.record.flush();
  return result;
}

/** Whether somebody ended the drill, and not a bug of ha-drill. */
function isInterruption({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof DrillError && reason.exit === 'bug');
}

/** The error by which Ctrl-C ends a drill. */
export function interruption(signal: string): DrillError {
  return new DrillError('interrupted', `interrupted by ${signal}`);
}
