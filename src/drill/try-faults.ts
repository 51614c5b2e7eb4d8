import { messageOf } from '../errors.ts';
import type { DrillPlan } from './drill.ts';
import { injectionsOf } from './injections.ts';
import { type DrillHost, forgetRun, openDrill } from './open-drill.ts';
import { provision } from './provision.ts';
import { requireNeeds } from './require-needs.ts';
import { type Trial, tryStep } from './trial.ts';

/** What came of trying faults. */
export type Tried = {
  readonly trials: readonly Trial[];
  /** Why it did not come to its end. */
  readonly failure: Error | undefined;
  /** What could not be undone or removed, a line each. */
  readonly leftovers: readonly string[];
};

/**
 * Brings a cluster up and injects the steps of the plan's method one after the other, each `times` times, healing one
 * before the next. There is no load and no judgement. Whatever happens, all is healed and the cluster is removed.
 *
 * @throws DrillError (exit 3) before anything is started, when a fault cannot be injected on this machine
 */
export async function tryFaults(
  plan: DrillPlan,
  times: number,
  host: DrillHost,
  onTrial: (trial: Trial) => void = () => undefined,
): Promise<Tried> {
  await requireNeeds(host.docker, host.images.toolbox ?? '', plan.scenario);
  const drill = await openDrill(plan, host);
  const trials: Trial[] = [];
  let failure: Error | undefined;
  try {
    host.progress.phase(`bringing up ${plan.topology.name}`);
    const up = await provision(drill);
    const injections = injectionsOf(up);
    for (const [step, definition] of plan.scenario.method.entries()) {
      host.progress.phase(`${definition.fault} of ${definition.target}`);
      for (let turn = 0; turn < times; turn += 1) {
        drill.signal.throwIfAborted();
        const trial = await tryStep(up, injections, { step, turn }, definition);
        trials.push(trial);
        onTrial(trial);
      }
    }
  } catch (error) {
    failure = error instanceof Error ? error : new Error(messageOf(error));
  }
  host.progress.phase('removing the cluster');
  const leftovers = await drill.undo.run();
  await drill.record.close().catch((error: unknown) => {
    failure ??= error instanceof Error ? error : new Error(messageOf(error));
  });
  if (leftovers.length === 0) await forgetRun(drill);
  return { trials, failure, leftovers };
}
