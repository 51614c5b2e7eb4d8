import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { monotonicNowMs } from '../clock.ts';
import { fromHere } from '../document/from-here.ts';
import { conduct } from '../drill/conduct.ts';
import type { DrillPlan } from '../drill/drill.ts';
import type { DrillHost } from '../drill/open-drill.ts';
import { newRunId } from '../drill/run-id.ts';
import { messageOf } from '../errors.ts';
import type { DrillResult } from '../judge/measure/types.ts';
import { packageRoot } from '../package-root.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import { type DrillName, drillNamed } from './drills.ts';
import type { DrillOutcome } from './outcome.ts';

/** Where the drills of a self-check happen, and who watches. */
export type SelfcheckHost = Omit<DrillHost, 'progress'> & {
  /** Absolute; a run folder for each drill. */
  readonly out: string;
  readonly command: readonly string[];
  /** Judges the record of a drill and writes its report. */
  judge(folder: string): Promise<DrillResult>;
  began(drill: DrillName): void;
  ended(drill: DrillName, outcome: DrillOutcome, leftovers: readonly string[]): void;
};

/** The scenario of a drill of the self-check, as this run of it is. @throws DrillError (exit 64) */
export function scenarioOf(name: DrillName): Promise<LoadedScenario> {
  const { scenario, sets } = drillNamed(name);
  return loadScenario(fromHere(fileURLToPath(new URL(`selfcheck/${scenario}.yml`, packageRoot))), sets);
}

/**
 * Makes drills, `jobs` at a time, each in a cluster of its own. One that breaks off is an outcome, and ends no other; none
 * begins once the host is interrupted.
 *
 * @throws DrillError (exit 64) before anything is started, when a scenario is invalid
 */
export async function conductDrills(
  names: readonly DrillName[],
  jobs: number,
  host: SelfcheckHost,
): Promise<Map<DrillName, DrillOutcome>> {
  // Seeds that follow each other: by its seed a drill looks for a free subnet, and two that begin at once differ.
  const firstSeed = randomInt(2 ** 30);
  const queue = await Promise.all(
    names.map(async (name, index) => ({ name, seed: firstSeed + index, loaded: await scenarioOf(name) })),
  );
  const outcomes = new Map<DrillName, DrillOutcome>();
  const work = async (): Promise<void> => {
    for (;;) {
      const next = host.interrupt.aborted ? undefined : queue.shift();
      if (!next) return;
      host.began(next.name);
      const { outcome, leftovers } = await makeDrill(next, host);
      outcomes.set(next.name, outcome);
      host.ended(next.name, outcome, leftovers);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return outcomes;
}

type Planned = { readonly name: DrillName; readonly seed: number; readonly loaded: LoadedScenario };

async function makeDrill(
  { name, seed, loaded }: Planned,
  host: SelfcheckHost,
): Promise<{ outcome: DrillOutcome; leftovers: readonly string[] }> {
  const startedAtMs = monotonicNowMs();
  const run = newRunId(`selfcheck-${name}`);
  const plan: DrillPlan = {
    run,
    folder: join(host.out, run),
    scenario: loaded.scenario,
    scenarioText: loaded.text,
    topology: loaded.topology,
    seed,
    command: host.command,
    keep: false,
  };
  const about = (): Pick<DrillOutcome, 'seconds' | 'folder'> => ({
    seconds: Math.round((monotonicNowMs() - startedAtMs) / 100) / 10,
    folder: plan.folder,
  });
  try {
    const end = await conduct(plan, { ...host, progress: silent }, drillNamed(name).meddler?.meddling);
    const result = end.recorded ? await host.judge(plan.folder) : null;
    const failure = end.failure ? messageOf(end.failure) : null;
    return { outcome: { ...about(), failure, result }, leftovers: end.leftovers };
  } catch (error) {
    return { outcome: { ...about(), failure: messageOf(error), result: null }, leftovers: [] };
  }
}

const silent = { phase: () => undefined, note: () => undefined, live: () => undefined };
