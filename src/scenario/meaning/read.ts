import { z } from 'zod';
import { check, valueAt } from '../../document/check.ts';
import type { Source } from '../../document/source.ts';
import { type FaultName, faultNames, faults } from '../../faults/list.ts';
import type { Fault } from '../../faults/types.ts';
import { checkNames } from '../../judge/checks/list.ts';
import type { LoadedTopology } from '../../topology/loaded.ts';
import { methodStepSchema, scenarioSchema } from '../schema.ts';
import type { Target } from '../targets.ts';

const { at, phase, on, repeat, for: lasts, target } = methodStepSchema.shape;
const times = z.object({ at, phase, on, repeat, for: lasts });
const named = z
  .object({
    fault: z.enum(faultNames).optional().catch(undefined),
    target: target.optional().catch(undefined),
  })
  .catch({});

const { workload, baseline, provision, observe, recovery, waitsFor, backup } = scenarioSchema.shape;

/** As much of a scenario as can be read, though it may be wrong elsewhere: a part that is wrong is undefined. */
const sketchSchema = z.object({
  parameters: z.record(z.string(), z.unknown()).catch({}),
  workload: workload.optional().catch(undefined),
  provision: provision.optional().catch(undefined),
  baseline: baseline.optional().catch(undefined),
  observe: observe.optional().catch(undefined),
  recovery: recovery.optional().catch(undefined),
  waitsFor: waitsFor.catch([]),
  backup: backup.optional().catch(undefined),
  method: z.array(z.unknown()).catch([]),
  objectives: z.record(z.string(), z.unknown()).catch({}),
  checks: z.array(z.enum(checkNames).optional().catch(undefined)).catch([]),
});

/** One step of a method, as far as it can be read. */
export type Step = {
  /** Its index in the method. */
  readonly step: number;
  readonly name: FaultName | undefined;
  readonly fault: Fault | undefined;
  /** The parameters of the fault; undefined where they are wrong, or the fault is unknown. */
  readonly parameters: unknown;
  readonly target: Target | undefined;
  readonly times: z.output<typeof times> | undefined;
};

/** A scenario as it is checked for meaning: its text, what can be read of it, and its topology, if that is in order. */
export type Meant = Omit<z.output<typeof sketchSchema>, 'method'> & {
  readonly source: Source;
  readonly steps: readonly Step[];
  readonly topology: LoadedTopology | undefined;
};

/** Reads what can be read; undefined where the document is no map at all. */
export function readMeant(source: Source, topology: LoadedTopology | undefined): Meant | undefined {
  const sketch = sketchSchema.safeParse(valueAt(source, [])).data;
  if (!sketch) return undefined;
  const { method, ...others } = sketch;
  return { ...others, source, topology, steps: method.map((value, step) => readStep(source, value, step)) };
}

function readStep(source: Source, value: unknown, step: number): Step {
  const { fault: name, target } = named.parse(value);
  const fault = name && faults[name];
  return {
    step,
    name,
    fault,
    parameters: fault && check(source, fault.parameters, ['method', step, 'with']).value,
    target,
    times: times.safeParse(value).data,
  };
}
