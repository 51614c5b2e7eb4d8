import { isDeepStrictEqual } from 'node:util';
import { manyProblems } from '../document/problem.ts';
import { reasonsAgainst } from '../drill/require-needs.ts';
import { DrillError, usageError } from '../errors.ts';
import { faults } from '../faults/list.ts';
import { type Machine, type Need, needsOf } from '../faults/needs.ts';
import type { RunManifest } from '../history/manifest.ts';
import { policyEntries } from '../project/current.ts';
import { repetitionSeed } from '../random.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import { struckJson } from '../secrets.ts';
import { parameterValues } from '../topology/parameters.ts';
import type { Trust } from '../topology/trust.ts';
import type { LoadedSuite } from './load.ts';
import type { Settings } from './schema.ts';

/** More than anybody waits for. */
const mostCombinations = 1000;

/** A scenario on a topology under some settings: what is repeated. */
export type Combination = {
  /** The path of the scenario file. */
  readonly scenario: string;
  readonly topology: string;
  /** `KEY=value` each, in the order in which they apply. */
  readonly sets: readonly string[];
  /** What a drill of it would be; or why there can be none. */
  readonly drill: LoadedScenario | { readonly reason: string };
};

/** One drill of a suite. */
export type Cell = {
  readonly combination: Combination;
  readonly drill: LoadedScenario;
  /** From 1. */
  readonly repetition: number;
  readonly seed: number;
};

/**
 * Every combination of a suite, in the order of its file. Where a scenario does not apply to a topology, or a topology
 * lacks a parameter, the combination says so.
 *
 * @throws DrillError (exit 64) when a setting fits no topology and scenario of the suite: nobody meant that
 */
export async function combinationsOf(loaded: LoadedSuite): Promise<Combination[]> {
  const combinations: Combination[] = [];
  const { suite } = loaded;
  const count = loaded.scenarios.length * loaded.topologies.length * settingsOf(suite).length;
  if (count > mostCombinations) {
    throw usageError(
      `${loaded.path}:1:1: expected at most ${mostCombinations} combinations of scenarios, topologies and settings, found ${count}`,
      'a drill takes minutes: make several suites of it',
    );
  }
  for (const scenario of loaded.scenarios) {
    for (const topology of loaded.topologies) {
      for (const sets of settingsOf(suite)) {
        combinations.push({
          scenario,
          topology,
          sets,
          drill: await drillOf(scenario, topology, sets, loaded.trust),
        });
      }
    }
  }
  for (const own of Map.groupBy(combinations, ({ sets }) => sets.join(' ')).values()) {
    const [first] = own;
    if (!first || own.some(({ drill }) => !('reason' in drill))) continue;
    const reasons = own.flatMap(({ drill }) => ('reason' in drill ? [drill.reason] : []));
    const which = first.sets.length > 0 ? `with ${first.sets.join(' ')} ` : '';
    throw manyProblems([`${loaded.path}: no drill ${which}is possible`, ...reasons]);
  }
  return combinations;
}

/** The settings of each variant at each value of the sweep. */
function settingsOf({ set, variants = [{}], sweep }: LoadedSuite['suite']): string[][] {
  const swept: Settings[] = sweep ? sweep.values.map((value) => ({ [sweep.set]: value })) : [{}];
  return variants.flatMap((variant) =>
    swept.map((own) =>
      Object.entries({ ...set, ...variant, ...own }).map(([key, value]) => `${key}=${value}`),
    ),
  );
}

async function drillOf(
  scenario: string,
  topology: string,
  sets: readonly string[],
  trust: Trust,
): Promise<Combination['drill']> {
  try {
    return await loadScenario(scenario, [...sets, `topology=${topology}`], trust, policyEntries());
  } catch (error) {
    if (error instanceof DrillError && error.exit === 'usage')
      return { reason: error.lines.slice(0, 20).join('\n') };
    throw error;
  }
}

/** Everything that the faults of some combinations need of the machine. */
export function needsOfCombinations(combinations: readonly Combination[]): ReadonlySet<Need> {
  return needsOf(combinations.flatMap(({ drill }) => faultsOf(drill)));
}

/** The same combinations; one whose fault needs what the machine surely lacks says so. */
export function onMachine(combinations: readonly Combination[], machine: Machine): Combination[] {
  return combinations.map((combination) => {
    const reasons = reasonsAgainst(faultsOf(combination.drill), machine);
    return reasons.length > 0 ? { ...combination, drill: { reason: reasons.join('\n') } } : combination;
  });
}

function faultsOf(drill: Combination['drill']) {
  if ('reason' in drill) return [];
  return [...new Set(drill.scenario.method.map(({ fault }) => faults[fault]))];
}

/**
 * The drills of a suite. All first repetitions come first, then all second ones: whatever changes on the machine
 * meanwhile meets all combinations alike (blocking). A repetition has the same seed in every combination, so that
 * the random phases are the same for all that is compared.
 */
export function cellsOf(
  combinations: readonly Combination[],
  { repeat, seed }: { readonly repeat: number; readonly seed: number },
): Cell[] {
  return Array.from({ length: repeat }, (_, index) =>
    combinations.flatMap((combination): Cell[] => {
      const { drill } = combination;
      if ('reason' in drill) return [];
      return [{ combination, drill, repetition: index + 1, seed: repetitionSeed(seed, index) }];
    }),
  ).flat();
}

/**
 * Whether a run was a drill of this cell: with the same values everywhere in its scenario and topology, and the same seed. What
 * a scenario's file says besides, such as in a comment, is not asked.
 */
export function isRunOf(
  { drill, seed }: Cell,
  run: Pick<RunManifest, 'seed' | 'scenario' | 'topology'>,
): boolean {
  const { scenario, topology } = drill;
  const planned = { scenario, seed, compose: topology.composeText, name: topology.name };
  const was = {
    scenario: run.scenario,
    seed: run.seed,
    compose: run.topology.composeText,
    name: run.topology.name,
  };
  return (
    isDeepStrictEqual(asRecorded(planned), asRecorded(was)) &&
    isDeepStrictEqual(asRecorded(parameterValues(topology, scenario.parameters)), run.topology.parameters)
  );
}

/** Records hold no secrets: two drills that differ in one alone are taken for the same. */
function asRecorded(value: object): unknown {
  return JSON.parse(struckJson(value));
}

/** The topologies of all combinations of which there can be a drill. */
export function topologiesOf(combinations: readonly Combination[]): LoadedScenario['topology'][] {
  return combinations.flatMap(({ drill }) => ('topology' in drill ? [drill.topology] : []));
}
