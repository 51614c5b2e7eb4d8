import { type Stream, streams } from '../history/schema.ts';
import type { MethodStep, Scenario } from '../scenario/schema.ts';
import { type PlannedInjection, planTimeline } from '../scenario/timeline.ts';
import { DeadlineError, pause, waitFor } from '../wait.ts';
import type { ClusterDrill } from './drill.ts';
import type { Injections } from './injections.ts';

/** Writes must have been stable this long before recovery begins. */
export const stableForMs = 3000;

/** The faults of a scenario on their way: each at its time, or upon its event. They run side by side. */
export type Method = {
  /** The services that were hit since this was last asked. */
  takeHit(): string[];
  /** Whether an injection whose time is given, or whose event came, is not over yet. */
  isGoingOn(): boolean;
  /** Resolves when none is going on. @throws the error of one that failed */
  settled(): Promise<void>;
  /** Waits for no event any more, and records which never came. */
  close(): void;
};

/** What the method needs of the drill. */
export type MethodContext = Pick<ClusterDrill, 'clock' | 'events' | 'signal' | 'say' | 'progress'> & {
  readonly plan: { readonly scenario: Pick<Scenario, 'method'>; readonly seed: number };
};

/** Starts the method; times without an event count from now. */
export function startMethod(drill: MethodContext, injections: Pick<Injections, 'inject'>): Method {
  const startedAtMs = drill.clock.nowMs();
  const hit = new Set<string>();
  const goingOn = new Set<Promise<void>>();
  const closing = new AbortController();

  const begin = (planned: PlannedInjection, definition: MethodStep, fromMs: number): void => {
    const carriedOut = carryOut(drill, injections, planned, definition, fromMs, hit).then(
      () => void goingOn.delete(carriedOut),
    );
    // One that failed stays, so that whoever waits next learns of it.
    carriedOut.catch(() => undefined);
    goingOn.add(carriedOut);
  };

  for (const planned of planTimeline(drill.plan.scenario, drill.plan.seed)) {
    const definition = drill.plan.scenario.method[planned.step];
    if (!definition) continue;
    if (planned.on === null) begin(planned, definition, startedAtMs);
    else
      drill.events.next(planned.on, AbortSignal.any([closing.signal, drill.signal])).then(
        (event) => begin(planned, definition, Math.max(event.atMs, startedAtMs)),
        () => closing.signal.aborted && tellNeverCame(drill, planned, definition),
      );
  }
  return {
    takeHit: () => {
      const taken = [...hit];
      hit.clear();
      return taken;
    },
    isGoingOn: () => goingOn.size > 0,
    settled: async () => {
      while (goingOn.size > 0) await Promise.all(goingOn);
    },
    close: () => closing.abort(),
  };
}

async function carryOut(
  drill: MethodContext,
  injections: Pick<Injections, 'inject'>,
  planned: PlannedInjection,
  definition: MethodStep,
  fromMs: number,
  hit: Set<string>,
): Promise<void> {
  await pause(Math.max(fromMs + planned.atMs - drill.clock.nowMs(), 0), drill.signal);
  const injected = await injections.inject(planned, definition);
  for (const service of injected.services) hit.add(service);
  if (definition.for === undefined || injected.effectAtMs === undefined) return;
  await pause(Math.max(injected.effectAtMs + definition.for - drill.clock.nowMs(), 0), drill.signal);
  await injected.end();
}

function tellNeverCame(
  drill: MethodContext,
  { step, turn, on }: PlannedInjection,
  { fault }: MethodStep,
): void {
  const text = `its event ${on} did not come while the drill ran`;
  drill.say('fault-unproved', text, { data: { step, turn, fault, targets: [] } });
  drill.progress.note(`step ${step} (${fault}): ${text}`);
}

/** Waits until the method is settled and writes are stable, also after an event brought another fault meanwhile. */
export async function settledAndStable(drill: ClusterDrill, method: Method): Promise<void> {
  do {
    await method.settled();
    await waitForStableWrites(drill, drill.plan.scenario.observe);
  } while (method.isGoingOn());
}

/** A write that was acknowledged this long ago is one of just now (ms), or two periods of its stream, where those are longer. */
const justNowMs = 200;
const lastWritesMs = 5000;

/**
 * Waits until both streams have a write that was acknowledged just now, so that the load is not stopped in the middle of a
 * hiccup, whose end nobody would see. When that does not come, the load ends in an outage, and the record says so.
 */
export async function waitForLastWrites({ monitor, clock, signal, plan }: ClusterDrill): Promise<void> {
  const { probeEvery, rate } = plan.scenario.workload;
  const periodMs = { service: probeEvery, application: 1000 / rate };
  const late = (): Stream[] =>
    streams.filter(
      (stream) =>
        clock.nowMs() - monitor.lastAcknowledgedAtMs(stream) > Math.max(justNowMs, 2 * periodMs[stream]),
    );
  await waitFor({ what: 'the last writes', deadlineMs: lastWritesMs, everyMs: 5, signal }, () =>
    late().length === 0 ? { done: true, value: undefined } : { done: false, state: late().join(', ') },
  ).catch((error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error;
  });
}

/** Waits until writes are stable; notes it, and goes on, when they are not within `deadlineMs`. */
export async function waitForStableWrites(drill: ClusterDrill, deadlineMs: number): Promise<void> {
  const fromMs = drill.clock.nowMs();
  try {
    await waitFor({ what: 'stable writes', deadlineMs, signal: drill.signal }, () => {
      const nowMs = drill.clock.nowMs();
      if (nowMs - fromMs < stableForMs) return { done: false, state: 'not watched long enough yet' };
      const state = drill.monitor.unstableBecause(nowMs, stableForMs);
      return state === undefined ? { done: true, value: undefined } : { done: false, state };
    });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    drill.say('harness-note', `Writes did not become stable within ${deadlineMs / 1000} s: ${error.state}`);
  }
}
