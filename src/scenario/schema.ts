import { z } from 'zod';
import { disruptionNames } from '../disruption.ts';
import { allTraits } from '../engine/replication/traits.ts';
import { faultNames } from '../faults/list.ts';
import { duration, rate } from '../formats/units.ts';
import { awaitedActs } from '../history/recorded-scenario.ts';
import { applicableChecks } from '../judge/checks/applicable.ts';
import { checkNames } from '../judge/checks/list.ts';
import { measureNames } from '../judge/measure/names.ts';
import { besideNames } from '../workload/beside/list.ts';
import { clientsSchema } from '../workload/clients/schema.ts';
import { workloadNames } from '../workload/list.ts';
import { aLine, between, eachOnce } from './bounds.ts';
import { backup, recovery } from './recovery-schema.ts';
import { target } from './targets.ts';
import { triggers } from './triggers.ts';

const aComparison = 'expected a comparison such as "<= 5s", "<= 0" or ">= 99.9%"';

/** The form of every target; what it may be compared with depends on the measure. */
export const comparison = z.string(aComparison).regex(/^(<=|>=)\s*\S+$/, aComparison);

const beside = z
  .object({
    kind: z.enum(besideNames).meta({ description: 'a workload of `ha-drill list`' }),
    rate: rate.prefault('50/s').meta({ description: 'operations a second (open loop)' }),
    connections: z
      .number()
      .int()
      .min(1)
      .max(256)
      .default(8)
      .meta({ description: 'its own connections: each does one operation at a time' }),
    deadline: between('100ms', '1m', 'a server needs some time, and what is never given up never ends')
      .prefault('5s')
      .meta({
        description:
          'no operation takes longer, and none waits longer for a free connection, 100ms to 1m: then it fails, or its outcome is unknown',
      }),
    with: z.record(z.string(), z.json()).default({}).meta({ description: 'options of the workload' }),
  })
  .strict();

const workload = z
  .object({
    kind: z.enum(workloadNames).default('ledger').meta({ description: 'what clients do' }),
    rate: rate
      .prefault('200/s')
      .meta({ description: 'writes a second of the application stream (open loop)' }),
    writers: z
      .number()
      .int()
      .min(1)
      .max(256)
      .default(8)
      .meta({ description: 'connections of the application pool' }),
    probeEvery: between('1ms', '10s', 'its period is the resolution of the RTO')
      .prefault('10ms')
      .meta({ description: 'period of the service probes, 1ms to 10s' }),
    probeDeadline: between('10ms', '1m', 'a server needs some time, and a probe that waits tells nothing')
      .prefault('250ms')
      .meta({ description: 'hard deadline of one service probe, 10ms to 1m' }),
    beside: z
      .array(beside)
      .min(1)
      .max(besideNames.length)
      .refine((all) => new Set(all.map(({ kind }) => kind)).size === all.length, 'expected each kind once')
      .optional()
      .meta({
        description:
          'further workloads beside the ledger, each with checks of its own; RTO and RPO are of the ledger',
      }),
    clients: clientsSchema.optional().meta({
      description:
        'clients side by side, each with settings of its own, that insert rows of their own: the RTO of each is measured, as `rto-client-<name>`',
    }),
  })
  .strict();

const provision = z
  .object({
    deadline: between('1s', '1h', 'no cluster is up at once')
      .prefault('2m')
      .meta({ description: 'the cluster must be healthy within this, 1s to 1h' }),
    definitions: z.boolean().default(false).meta({
      description:
        'make what clusters have besides rows, too: a view, a routine, a trigger, an event, an account with grants; for the checks `events-enabled` and `definers-exist`, which judge those of your own stack in any drill. A restore makes them always',
    }),
  })
  .strict();

const baseline = z
  .object({
    duration: between('500ms', '1h', 'what is not watched is not steady')
      .prefault('5s')
      .meta({ description: 'how long the steady state is watched, 500ms to 1h' }),
    maxErrors: z.number().min(0).max(1).default(0.01).meta({
      description:
        'largest share of failed writes; after the baseline, a larger one that fails or is late for 3 s is a brown-out',
    }),
    maxLatency: between('1ms', '5m', 'no write takes less')
      .prefault('500ms')
      .meta({ description: 'largest p99 latency of the application stream, 1ms to 5m' }),
  })
  .strict();

const repetition = z
  .object({
    times: z.number().int().min(2).max(100).meta({ description: 'how often it is injected in all' }),
    every: between('1ms', '24h', 'an injection takes time').meta({
      description: 'from one injection to the next, 1ms to 24h',
    }),
  })
  .strict();

/** One fault, at a time or upon an event. */
export const methodStepSchema = z
  .object({
    at: duration
      .prefault('0s')
      .meta({ description: 'offset from the end of the baseline, or from the event that `on` names' }),
    on: z.enum(triggers).optional().meta({
      description: 'wait for the next event of this type, in the method or in the recovery',
    }),
    phase: duration.prefault('0s').meta({ description: 'a random extra offset below this, from the seed' }),
    fault: z.enum(faultNames).meta({ description: 'a fault of `ha-drill list`' }),
    target,
    with: z.record(z.string(), z.json()).default({}).meta({ description: 'parameters of the fault' }),
    for: between('1ms', '24h', 'a fault that is over at once harms nobody').optional().meta({
      description:
        'how long it lasts: then it is healed, or what it stopped is started again; else when recovery begins',
    }),
    repeat: repetition.optional().meta({ description: 'inject it again and again' }),
    disruption: z.enum(disruptionNames).optional().meta({
      description:
        'the class of disruption that it is meant as, by which the policy of a project has targets for it; left out, that of the fault',
    }),
  })
  .strict();
export type MethodStep = z.infer<typeof methodStepSchema>;

/** A scenario file: one drill written down as data. */
export const scenarioSchema = z
  .object({
    name: z
      .string()
      .max(60)
      .regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case words joined by hyphens')
      .meta({ description: 'lower-case words joined by hyphens' }),
    question: aLine(300).meta({ description: 'what an operator asks, in one sentence' }),
    description: z
      .string()
      .max(5000)
      .optional()
      .meta({ description: 'what a reader of the report should know' }),
    topology: z
      .string()
      .min(1)
      .meta({ description: 'a folder in topologies/, or the path of a compose file from here' }),
    parameters: z
      .record(z.string(), z.string())
      .default({})
      .meta({ description: 'parameters of the topology' }),
    workload: workload.prefault({}).meta({ description: 'the load while everything happens' }),
    provision: provision.prefault({}).meta({ description: 'bringing the cluster up' }),
    baseline: baseline.prefault({}).meta({ description: 'the steady state before the first fault' }),
    backup: backup
      .optional()
      .meta({ description: 'start the backup service of the topology, and take full backups' }),
    method: z
      .array(methodStepSchema)
      .min(1)
      .max(100)
      .refine((steps) => steps.some((step) => step.on === undefined), {
        error:
          'expected a step without `on`: where nothing is injected at a time, nothing happens to wait for',
      })
      .meta({ description: 'the faults, and when; steps run side by side' }),
    observe: between('100ms', '24h', 'writes cannot be seen stable at once')
      .prefault('30s')
      .meta({ description: 'longest wait for stable writes after the last step, 100ms to 24h' }),
    recovery: recovery.prefault({}).meta({ description: 'the way back to full redundancy' }),
    waitsFor: z
      .array(z.enum(awaitedActs))
      .refine(...eachOnce)
      .default([])
      .meta({
        description:
          'acts of the recovery that the drill waits for: one of them may end an outage within its RTO. Of any other, and where nothing is said, the RTO is "at least" the time until then. The end of a step\'s own `for`, and a restore, are always waited for',
      }),
    objectives: z.partialRecord(z.enum(measureNames), comparison).default({}).meta({
      description:
        'targets of measures. They go before the policy of a project; where that has none for its faults, at least one is required',
    }),
    checks: z
      .array(z.enum(checkNames))
      .min(1)
      .refine(...eachOnce)
      .default(applicableChecks(allTraits))
      .meta({
        description:
          'checks to make; left out, those that mean something with this kind of replication and recovery',
      }),
  })
  .strict();

/** A scenario as its author writes it. */
export type ScenarioDocument = z.input<typeof scenarioSchema>;
/** A scenario with all defaults, durations in ms, rates per second. */
export type Scenario = z.output<typeof scenarioSchema>;
