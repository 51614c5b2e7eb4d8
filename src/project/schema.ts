import { z } from 'zod';
import { disruptionNames } from '../disruption.ts';
import { duration } from '../formats/units.ts';

const flagValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]);

/** A path or a name as people write one. */
const path = z.string().min(1);

/** A duration that stays as it was written. */
const aTime = 'expected a duration with a unit, such as 500ms, 5s or 1m30s, of 24h at most';
const time = z
  .string(aTime)
  .regex(/^(\d+(\.\d+)?(ms|s|m|h))+$/, aTime)
  .refine((text) => duration.safeParse(text).success, aTime)
  .meta({ examples: ['5s', '1m30s'] });

/** What a class of disruption may cost. Its keys are those of `policyMeasures` in `src/scenario/policy.ts`. */
const targets = z
  .object({
    rto: time.optional().meta({
      description:
        'until writes are back (rto-service); in a drill that restores from a backup also until the restored data is in service (time-to-restore)',
    }),
    'rto-application': time.optional().meta({ description: 'until an application with a pool writes again' }),
    rpo: z
      .union([z.number().int().min(0).max(1e9), time])
      .optional()
      .meta({
        description: 'acknowledged writes that may be lost: so many rows (0), or those of a time (30s)',
      }),
    'time-to-redundancy': time.optional().meta({ description: 'until every node is a healthy member again' }),
  })
  .strict()
  .refine((all) => Object.keys(all).length > 0, 'expected at least one target, such as rto: 5s');

export type PolicyKey = keyof z.output<typeof targets>;

/** The file of a project, and of a user: what the command line need not be told again. */
export const projectSchema = z
  .object({
    scenarios: path.optional().meta({
      description: 'a folder, from here: its scenarios are known by their names, as `ha-drill run NAME`',
    }),
    topologies: z
      .record(z.string().regex(/^[\w-]+$/, 'expected letters, digits, hyphens and underscores'), path)
      .optional()
      .meta({
        description:
          'names of topologies, each with its file, from here: for `topology:` of a scenario, and `--topology`',
      }),
    policy: z.partialRecord(z.enum(disruptionNames), targets).optional().meta({
      description:
        'what each class of disruption may cost: objectives of every scenario whose faults are of it, where the scenario says nothing else',
    }),
    defaults: z.record(z.string(), z.record(z.string(), flagValue)).optional().meta({
      description:
        'values of flags by command, such as `run: { repeat: 3 }`. A flag that may be given more than once takes a list, one without a value true',
    }),
  })
  .strict();

export type ProjectFile = z.output<typeof projectSchema>;
