import { join } from 'node:path';
import type Docker from 'dockerode';
import { startClock } from '../clock.ts';
import { stateFolder } from '../cluster/state-folder.ts';
import { DrillError, messageOf } from '../errors.ts';
import { openJournal } from '../faults/journal.ts';
import type { RunManifest } from '../history/manifest.ts';
import { openRecord } from '../history/writer.ts';
import { baseline } from './baseline.ts';
import { collect, collectLogs } from './collect.ts';
import type { ClusterDrill, Drill, DrillPlan, PhaseName, Progress } from './drill.ts';
import { drillEvents } from './events.ts';
import { injectionsOf } from './injections.ts';
import { settledAndStable, startMethod, waitForStableWrites } from './method.ts';
import { watchForOutages } from './outage-watch.ts';
import { provision } from './provision.ts';
import { recovery } from './recovery.ts';
import { undoStack } from './undo-stack.ts';

/** How a drill ended, apart from what it measured. */
export type DrillEnd = {
  readonly lifecycle: RunManifest['lifecycle'];
  /** Why it did not complete. */
  readonly failure: Error | undefined;
  /** Whether there is a record to judge. */
  readonly recorded: boolean;
  /** What could not be undone or removed, a line each. */
  readonly leftovers: readonly string[];
};

/**
 * Runs one drill from provisioning to tear-down. Whatever happens, faults are healed and the cluster is removed
 * (unless the plan keeps it), and what was recorded stays in the plan's folder.
 */
export async function conduct(
  plan: DrillPlan,
  host: {
    docker: Docker;
    images: Readonly<Record<string, string>>;
    progress: Progress;
    interrupt: AbortSignal;
  },
): Promise<DrillEnd> {
  const broken = new AbortController();
  const drill = await openDrill(plan, host, broken);
  let up: ClusterDrill | undefined;
  let failure: Error | undefined;
  try {
    up = await phase(drill, 'provision', () => provision(drill));
    await conductPhases(up);
  } catch (error) {
    failure = error instanceof Error ? error : new Error(messageOf(error));
    drill.say(host.interrupt.aborted ? 'drill-interrupted' : 'harness-note', messageOf(error));
  }
  const lifecycle = failure === undefined ? 'completed' : host.interrupt.aborted ? 'interrupted' : 'failed';
  if (up)
    await collectLogs(up).catch((error) => drill.say('harness-note', `logs not saved: ${messageOf(error)}`));
  const leftovers = await drill.undo.run();
  if (up) {
    const ended = { lifecycle, endedAtMs: drill.clock.nowMs() } as const;
    await drill.record.writeManifest({
      ...up.manifest,
      ...ended,
      ...(failure ? { failure: failure.message } : {}),
    });
  }
  await drill.record.close();
  if (!plan.keep && leftovers.length === 0) await drill.journal.remove();
  return { lifecycle, failure, recorded: up !== undefined, leftovers };
}

async function conductPhases(drill: ClusterDrill): Promise<void> {
  const load = await phase(drill, 'baseline', () => baseline(drill));
  const injections = injectionsOf(drill);
  const outages = watchForOutages(drill);
  const method = await phase(drill, 'method', async () => {
    const started = startMethod(drill, injections);
    await settledAndStable(drill, started);
    return started;
  });
  await phase(drill, 'recovery', async () => {
    await recovery(drill, injections, method);
    await waitForStableWrites(drill, drill.plan.scenario.observe);
  });
  await outages.stop();
  await load.stop();
  await phase(drill, 'collect', () => collect(drill));
}

async function phase<T>(drill: Drill, name: PhaseName, body: () => Promise<T>): Promise<T> {
  drill.progress.phase(name);
  drill.say('phase-started', name, { data: { phase: name } });
  const result = await body();
  await drill.record.flush();
  return result;
}

async function openDrill(
  plan: DrillPlan,
  host: Parameters<typeof conduct>[1],
  broken: AbortController,
): Promise<Drill> {
  const clock = startClock();
  const record = await openRecord(plan.folder);
  const events = drillEvents();
  const recordEvent: Drill['recordEvent'] = (event) => {
    record.event(event);
    events.publish(event);
  };
  return {
    plan,
    docker: host.docker,
    images: host.images,
    clock,
    record,
    journal: await openJournal(join(stateFolder(), 'journal'), plan.run),
    undo: undoStack(),
    events,
    progress: host.progress,
    signal: AbortSignal.any([host.interrupt, broken.signal]),
    abort: (reason) => broken.abort(reason),
    recordEvent,
    say: (type, text, more) => recordEvent({ atMs: clock.nowMs(), source: 'harness', type, text, ...more }),
  };
}

/** The error by which Ctrl-C ends a drill. */
export function interruption(signal: string): DrillError {
  return new DrillError('interrupted', `interrupted by ${signal}`);
}
