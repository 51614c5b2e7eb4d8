import type { OperationLine } from '../history/schema.ts';
import { assessBaseline } from '../measure/baseline.ts';
import { pause } from '../wait.ts';
import { type Load, startLoad } from '../workload/load.ts';
import type { ClusterDrill } from './drill.ts';

const warmUpMs = 1000;

/**
 * Starts the load and watches it for the scenario's baseline. Whether the steady state held is recorded, and
 * decides at the end whether the drill proves anything; the drill goes on either way.
 */
export async function baseline(drill: ClusterDrill): Promise<Load> {
  const { scenario, seed } = drill.plan;
  const { workload } = scenario;
  const watched: OperationLine[] = [];
  let watching = false;
  const load = startLoad(
    {
      kind: workload.kind,
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
      if (watching) watched.push(...lines);
      drill.progress.live(drill.monitor.describe(drill.clock.nowMs()));
    },
    drill.abort,
  );
  drill.undo.push('stop the load', () => load.stop());
  await pause(warmUpMs, drill.signal);
  watching = true;
  await pause(scenario.baseline.duration, drill.signal);
  watching = false;
  const { held, text } = assessBaseline(watched, scenario.baseline);
  drill.say('steady-state', text, { data: { held } });
  return load;
}
