import { z } from 'zod';
import { checkNames } from '../checks/list.ts';
import { faultNames } from '../faults/list.ts';
import { measureNames } from '../measure/names.ts';
import { duration, rate } from '../units.ts';
import { workloadNames } from '../workload/list.ts';

/** Roles that a step may aim at; resolved to services when the step fires. */
export const targetRoles = [
  'primary',
  'replica',
  'most-advanced-replica',
  'replicas',
  'proxy',
  'manager',
] as const;
export type TargetRole = (typeof targetRoles)[number];

const workload = z
  .object({
    kind: z.enum(workloadNames).default('ledger'),
    rate: rate.default(200).meta({ description: 'writes a second of the application stream (open loop)' }),
    writers: z
      .number()
      .int()
      .min(1)
      .max(256)
      .default(8)
      .meta({ description: 'connections of the application pool' }),
    probeEvery: duration.default(10).meta({ description: 'period of the service probes' }),
    probeDeadline: duration.default(250).meta({ description: 'hard deadline of one service probe' }),
  })
  .strict();

const baseline = z
  .object({
    duration: duration.default(5000).meta({ description: 'how long the steady state is watched' }),
    maxErrors: z.number().min(0).max(1).default(0.01).meta({ description: 'largest share of failed writes' }),
    maxLatency: duration.default(500).meta({ description: 'largest p99 latency of the application stream' }),
  })
  .strict();

/** One fault at one time. */
export const methodStepSchema = z
  .object({
    at: duration.default(0).meta({ description: 'offset from the end of the baseline' }),
    phase: duration.default(0).meta({ description: 'a random extra offset below this, from the seed' }),
    fault: z.enum(faultNames),
    target: z.enum(targetRoles),
    with: z.record(z.string(), z.json()).default({}).meta({ description: 'parameters of the fault' }),
  })
  .strict();
export type MethodStep = z.infer<typeof methodStepSchema>;

const recovery = z
  .object({
    startAfter: duration.default(5000).meta({ description: 'wait this long after writes are stable again' }),
    restart: z
      .enum(['fault-targets', 'none'])
      .default('fault-targets')
      .meta({ description: 'what the operator starts again' }),
    reclone: z
      .enum(['if-errant', 'never'])
      .default('if-errant')
      .meta({ description: 'copy a node anew when it has transactions that the primary lacks' }),
    deadline: duration.default(60_000).meta({ description: 'full redundancy must be back within this' }),
  })
  .strict();

/** A scenario file: one drill written down as data. */
export const scenarioSchema = z
  .object({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case words joined by hyphens'),
    question: z.string().min(1).meta({ description: 'what an operator asks, in one sentence' }),
    description: z.string().optional(),
    topology: z.string().meta({ description: 'a folder in topologies/' }),
    parameters: z
      .record(z.string(), z.string())
      .default({})
      .meta({ description: 'parameters of the topology' }),
    workload: workload.prefault({}),
    baseline: baseline.prefault({}),
    method: z.array(methodStepSchema).min(1),
    observe: duration
      .default(30_000)
      .meta({ description: 'longest wait for stable writes after the last step' }),
    recovery: recovery.prefault({}),
    objectives: z
      .partialRecord(
        z.enum(measureNames),
        z.string().regex(/^(<=|>=)\s*\S+$/, 'expected a comparison such as "<= 5s", "<= 0" or ">= 0.99"'),
      )
      .meta({ description: 'targets of measures' }),
    checks: z
      .array(z.enum(checkNames))
      .min(1)
      .default([...checkNames])
      .meta({ description: 'checks to make' }),
  })
  .strict();

/** A scenario as its author writes it. */
export type ScenarioDocument = z.input<typeof scenarioSchema>;
/** A scenario with all defaults, durations in ms, rates per second. */
export type Scenario = z.output<typeof scenarioSchema>;

/** The same, as recorded in `run.json`: already parsed, so that durations are numbers. */
export const resolvedScenarioSchema = z.custom<Scenario>(
  (value) => typeof value === 'object' && value !== null,
);
