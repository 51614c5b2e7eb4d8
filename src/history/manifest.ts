import { z } from 'zod';
import { serviceRoles } from '../topology/roles.ts';
import { keptFileSchema } from './digest.ts';
import { recordedScenarioSchema } from './recorded-scenario.ts';

/** `run.json`: what was run, with which parts, and how the run itself ended. Holds no secret. */
export const manifestSchema = z.object({
  format: z.string().meta({
    description:
      '`ha-drill/run/3`; records of `ha-drill/run/2`, in the words of MySQL, and of `ha-drill/run/1`, without hashes, can be judged all the same',
  }),
  run: z.string().meta({ description: 'the id of the run: also its label on containers' }),
  startedAt: z.iso.datetime().meta({ description: 'wall time of the clock origin, for people' }),
  lifecycle: z
    .enum(['running', 'completed', 'interrupted', 'failed'])
    .meta({ description: '`running` in a finished folder means that the harness was killed' }),
  failure: z.string().optional().meta({ description: 'why a failed run failed' }),
  endedAtMs: z.number().optional(),
  seed: z.number().int(),
  command: z.array(z.string()).meta({ description: 'the command line' }),
  tool: z.object({
    version: z.string(),
    commit: z.string().nullable(),
    acting: z
      .string()
      .optional()
      .meta({ description: 'a hash of its code that acts, and of its images; absent in old records' }),
  }),
  scenario: recordedScenarioSchema,
  scenarioText: z.string().meta({ description: 'the scenario file as it was' }),
  topology: z.object({
    name: z.string(),
    title: z.string(),
    replication: z.string().optional().meta({
      description: 'the kind of replication; absent in records of before services were sampled',
    }),
    failover: z.object({ tool: z.string(), tells: z.boolean() }).optional().meta({
      description: 'who fails over, and whether its log tells every promotion; absent in old records',
    }),
    composeText: z.string(),
    parameters: z.record(z.string(), z.string()),
    primaryAtStart: z.string().nullable(),
    nodes: z.array(z.string()),
    services: z.array(
      z.object({
        name: z.string(),
        role: z.enum(serviceRoles),
        image: z.string(),
        imageId: z.string(),
        address: z.string(),
      }),
    ),
  }),
  environment: z.object({
    dockerEngine: z.string(),
    kernel: z.string(),
    cpus: z.number(),
    memoryBytes: z.number(),
    nodejs: z.string(),
    mysql: z.string(),
    variables: z
      .record(z.string(), z.string())
      .meta({ description: 'server variables that decide durability' }),
  }),
  files: z.record(z.string(), keptFileSchema).optional().meta({
    description: 'every file of the record but this one, at its end; absent while the drill runs',
  }),
  clock: z.object({
    errorMs: z.number().meta({ description: 'bound on the difference between harness and manager clocks' }),
    how: z.string(),
  }),
});
export type RunManifest = z.infer<typeof manifestSchema>;
