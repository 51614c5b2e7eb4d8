import { z } from 'zod';
import type { FaultName } from '../faults/list.ts';
import type { CheckName } from '../judge/checks/list.ts';
import { type WorkloadName, workloadNames } from '../workload/list.ts';
import type { Scenario } from './schema.ts';

/** Workloads that this version knows. */
export const knownWorkloads: readonly string[] = workloadNames;

/** A duration that was resolved to ms. Longer than any drill it would be no duration. */
const resolvedMs = z.number().min(0).max(1e9);

/** A name that another version may know. Whether this one does is for the judge to tell. */
const nameOf = <Name extends string>() =>
  z.custom<Name>((value) => typeof value === 'string', 'expected a name');

const step = z.looseObject({
  fault: nameOf<FaultName>(),
  target: z.string(),
  at: resolvedMs,
  phase: resolvedMs,
  for: resolvedMs.optional(),
  repeat: z.looseObject({ times: z.number().int().min(1).max(1e6), every: resolvedMs }).optional(),
});

/** As much of a resolved scenario as a judgement reads; what else there is stays as it is. */
const judged = z.looseObject({
  name: z.string(),
  question: z.string(),
  description: z.string().optional(),
  topology: z.string(),
  parameters: z.record(z.string(), z.string()),
  workload: z.looseObject({
    kind: nameOf<WorkloadName>(),
    rate: z.number().positive(),
    writers: z.number().int().min(1).max(65_536),
    probeEvery: resolvedMs,
    probeDeadline: resolvedMs,
  }),
  baseline: z.looseObject({ duration: resolvedMs }),
  backup: z.looseObject({ verify: z.boolean() }).optional(),
  method: z.array(step),
  observe: resolvedMs,
  recovery: z.looseObject({
    startAfter: resolvedMs,
    deadline: resolvedMs,
    restore: z.looseObject({ what: z.string() }).optional(),
  }),
  objectives: z.record(z.string(), z.string()),
  checks: z.array(nameOf<CheckName>()),
});

/**
 * A scenario as recorded in `run.json`: already parsed, so that durations are numbers of ms. Names of faults, checks and
 * measures may be unknown to this version: a record that has some is told so, and judged as far as possible.
 */
export const resolvedScenarioSchema = judged as unknown as z.ZodType<Scenario>;
