import { memoryInUse } from '../docker/memory.ts';
import { assessBaseline } from '../judge/measure/baseline.ts';
import { pause } from '../wait.ts';
import { type Load, startLoad } from '../workload/load.ts';
import { startBesideLoads } from './beside.ts';
import { startClientLoads } from './clients.ts';
import type { ClusterDrill } from './drill.ts';
import { loadWindow } from './load-window.ts';
import { watchSelf } from './watch-self.ts';

/** The load counts as warm once a window as long as this was steady (ms). */
const warmWindowMs = 1000;
/** Servers that have just started need a while to settle on a busy machine; no longer than this (ms). */
const warmUpWithinMs = 15_000;

/**
 * Starts the load, lets it warm up until a second of it is steady, and watches it for the scenario's baseline. Whether the steady state held is recorded, and
 * decides at the end whether the drill proves anything; the drill goes on either way.
 */
export async function baseline(drill: ClusterDrill): Promise<Load> {
  const { scenario, seed } = drill.plan;
  const { workload } = scenario;
  const window = loadWindow();
  const watch = async (forMs: number) => {
    window.open();
    await pause(forMs, drill.signal);
    return assessBaseline(window.close(), scenario.baseline);
  };
  const self = watchSelf(drill.record, drill.clock);
  drill.undo.push('stop watching the harness itself', self.stop);
  const load = startLoad(
    {
      kind: workload.kind,
      engine: drill.cluster.engine.name,
      ...drill.cluster.endpoints.write,
      account: drill.cluster.accounts.application,
      seed,
      ratePerSecond: workload.rate,
      writers: workload.writers,
      probeEveryMs: workload.probeEvery,
      probeDeadlineMs: workload.probeDeadline,
      clock: drill.clock,
    },
    (lines) => {
      drill.record.operations(lines);
      drill.monitor.add(lines);
      window.add(lines);
      drill.progress.live(drill.monitor.describe(drill.clock.nowMs()));
    },
    drill.abort,
    self.load,
  );
  const others = [startBesideLoads(drill), await startClientLoads(drill)];
  const stop = async (): Promise<void> =>
    void (await Promise.all([load, ...others].map((one) => one?.stop())));
  drill.undo.push('stop the load', stop);
  const warmBeforeMs = drill.clock.nowMs() + warmUpWithinMs;
  while (!(await watch(warmWindowMs)).held && drill.clock.nowMs() < warmBeforeMs);
  const { held, text } = await watch(scenario.baseline.duration);
  drill.say('steady-state', text, { data: { held } });
  const bytes = await memoryInUse(drill.docker, drill.cluster);
  drill.say('memory-in-use', 'anonymous memory of the containers', { data: { bytes } });
  return { stop };
}
