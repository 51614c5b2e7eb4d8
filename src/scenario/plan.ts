import type { z } from 'zod';
import { formatProblem } from '../document/problem.ts';
import { kinds } from '../engine/replication/kinds.ts';
import { faults } from '../faults/list.ts';
import { inapplicableBecause } from '../judge/checks/applicable.ts';
import { checkNames } from '../judge/checks/list.ts';
import type { ConfigChange } from '../topology/config/change.ts';
import { roleOf } from '../topology/roles.ts';
import { besidePremise, recordedNames } from '../workload/beside/list.ts';
import { premisesOf } from '../workload/premises.ts';
import type { LoadedScenario } from './load.ts';
import type { MethodStep, Scenario } from './schema.ts';
import { planTimeline } from './timeline.ts';
import type { Trigger } from './triggers.ts';

/** One fault of a plan. Times are in ms from the start of the load. */
export type PlannedFault = {
  readonly step: number;
  readonly fault: Scenario['method'][number]['fault'];
  readonly description: string;
  readonly target: string;
  /** With the defaults of the fault. */
  readonly with: unknown;
  /** The event it waits for; null when it comes at a time. */
  readonly on: Trigger | null;
  /** Its offset from the end of the baseline, or from that event. */
  readonly offsetMs: number;
  /** Of its first injection. With `on`: from when, and until when, its event may come, the offset added. */
  readonly earliestMs: number;
  readonly latestMs: number;
  /** Under the seed; null when none is given, or with `on`. */
  readonly atMs: number | null;
  /** How long each injection lasts; null when until recovery. */
  readonly forMs: number | null;
  readonly repeat: MethodStep['repeat'] | null;
};

/** A target that the drill has to meet. */
export type PlannedObjective = {
  readonly measure: string;
  readonly target: string;
  /** The class of disruption for which the policy of the project has it; null where it is the scenario's own. */
  readonly disruption: string | null;
  /** Where it stands: a file and line, or an option. */
  readonly origin: string;
};

/** One phase of a plan, in ms from the start of the load: it begins at `startMs` or later. */
export type PlannedPhase = {
  readonly name: 'baseline' | 'observe' | 'recovery';
  readonly what: string;
  readonly startMs: number;
  readonly leastMs: number;
  /** The latest end, with all deadlines of earlier phases used up. */
  readonly latestEndMs: number;
};

/** What a drill would do. */
export type ScenarioPlan = {
  readonly path: string;
  readonly scenario: Scenario;
  readonly seed: number | null;
  readonly topology: {
    readonly name: string;
    readonly title: string;
    readonly composePath: string;
    readonly services: readonly { readonly name: string; readonly role: string; readonly image: string }[];
    readonly parameters: readonly {
      readonly name: string;
      readonly value: string;
      readonly changed: boolean;
    }[];
    /** What it was given of this machine because it is trusted, a line each. */
    readonly trusted: readonly string[];
    /** The variables of the environment that its compose files get. */
    readonly variables: readonly string[];
    /** Each line of configuration of the user that is not taken as it is. */
    readonly changes: readonly ConfigChange[];
  };
  readonly faults: readonly PlannedFault[];
  readonly objectives: readonly PlannedObjective[];
  /** Checks that mean nothing on this topology, with what they need and its replication does not promise. */
  readonly leftOut: readonly { readonly check: string; readonly needs: string }[];
  readonly phases: readonly PlannedPhase[];
  /** What may be meant and is doubtful, a line each with its place. */
  readonly warnings: readonly string[];
  /** From the start of the load to full redundancy, without provisioning. */
  readonly leastMs: number;
  readonly mostMs: number;
};

/** What a drill of a scenario would do, from its files alone; a seed tells the random phases. */
export function planScenario(loaded: LoadedScenario, seed: number | null): ScenarioPlan {
  const { path, scenario, topology, warnings } = loaded;
  const phases = planPhases(scenario);
  const mostMs = Math.max(...phases.map((phase) => phase.latestEndMs));
  return {
    path,
    scenario,
    seed,
    topology: {
      name: topology.name,
      title: topology.section.title,
      composePath: topology.composePath,
      trusted: topology.trusted,
      variables: topology.stack?.variables ?? [],
      changes: topology.configured?.changes ?? [],
      services: topology.services.map((name) => ({
        name,
        role: roleOf(topology.section, name),
        image: topology.images[name] ?? '',
      })),
      parameters: Object.entries(topology.section.parameters).map(([name, parameter]) => {
        const value = scenario.parameters[name] ?? parameter.default;
        return { name, value, changed: value !== parameter.default };
      }),
    },
    faults: planFaults(scenario, seed, mostMs),
    objectives: planObjectives(loaded),
    leftOut: checkNames.flatMap((check) => {
      // What the kind of replication lacks: a reader may miss it. What is not restored, or not a workload here, is plain.
      const also = {
        restores: true,
        definitions: true,
        engine: topology.section.engine,
        workload: ['counters' as const, ...recordedNames.map(besidePremise)],
      };
      const given = premisesOf(kinds[topology.section.replication].traits, also);
      const needs = inapplicableBecause(check, given);
      return needs === undefined ? [] : [{ check, needs }];
    }),
    phases,
    warnings: warnings.map(formatProblem),
    leastMs: Math.max(...phases.map((phase) => phase.startMs + phase.leastMs)),
    mostMs,
  };
}

function planFaults(scenario: Scenario, seed: number | null, mostMs: number): PlannedFault[] {
  const loadMs = scenario.baseline.duration;
  const firstTurns = seed === null ? [] : planTimeline(scenario, seed).filter(({ turn }) => turn === 0);
  const instants = new Map(
    firstTurns.filter(({ on }) => on === null).map(({ step, atMs }) => [step, loadMs + atMs]),
  );
  return scenario.method.map((definition, step) => {
    const { fault, target, at, phase, on, with: parameters } = definition;
    const schema: z.ZodType = faults[fault].parameters;
    return {
      step,
      fault,
      description: faults[fault].description,
      target,
      with: schema.parse(parameters),
      on: on ?? null,
      offsetMs: at,
      earliestMs: loadMs + at,
      latestMs: on === undefined ? loadMs + at + phase : mostMs,
      atMs: instants.get(step) ?? null,
      forMs: definition.for ?? null,
      repeat: definition.repeat ?? null,
    };
  });
}

/** The objectives of the scenario; of one that the policy gave it, the target of each class. */
function planObjectives({ scenario, policy, origins }: LoadedScenario): PlannedObjective[] {
  return Object.entries(scenario.objectives).flatMap(([measure, target]): PlannedObjective[] => {
    const byPolicy = policy?.targets.filter((one) => one.measure === measure) ?? [];
    if (byPolicy.length > 0) return byPolicy;
    return [{ measure, target, disruption: null, origin: origins[measure] ?? '' }];
  });
}

function planPhases({ baseline, method, observe, recovery }: Scenario): PlannedPhase[] {
  const baselineEndMs = baseline.duration;
  const timed = method.filter(({ on }) => on === undefined);
  const earliestMs = baselineEndMs + Math.max(...timed.map(endsAfterMs));
  const latestMs = baselineEndMs + Math.max(...timed.map((step) => endsAfterMs(step) + step.phase));
  return [
    {
      name: 'baseline',
      what: 'the load runs and must be steady',
      startMs: 0,
      leastMs: baseline.duration,
      latestEndMs: baselineEndMs,
    },
    {
      name: 'observe',
      what: 'until writes are stable again',
      startMs: earliestMs,
      leastMs: 0,
      latestEndMs: latestMs + observe,
    },
    {
      name: 'recovery',
      what: 'until every node is a healthy member again',
      startMs: earliestMs,
      leastMs: recovery.startAfter,
      latestEndMs: latestMs + observe + recovery.startAfter + recovery.deadline,
    },
  ];
}

/** When the last injection of a step at a time is over, or only begins where it lasts until recovery. */
function endsAfterMs({ at, repeat, for: lasts }: MethodStep): number {
  return at + ((repeat?.times ?? 1) - 1) * (repeat?.every ?? 0) + (lasts ?? 0);
}
