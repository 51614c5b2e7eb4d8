import { z } from 'zod';
import { configChangeSchema } from '../topology/config/change.ts';
import { serviceRoles } from '../topology/roles.ts';
import { keptFileSchema } from './digest.ts';
import { recordedPolicySchema } from './policy.ts';
import { recordedScenarioSchema } from './recorded-scenario.ts';

const imageSchema = z.object({
  id: z.string(),
  names: z.array(z.string()).meta({ description: 'its tags and its digests of registries' }),
  usedBy: z.array(z.string()).meta({ description: 'the services; none of the image of the fault agents' }),
  packages: z.record(z.string(), z.string()).nullable().meta({
    description: 'the version of every package; null where its list of packages cannot be read',
  }),
});
export type RecordedImage = z.infer<typeof imageSchema>;

const environmentSchema = z.object({
  dockerEngine: z.string(),
  kernel: z.string(),
  cpus: z.number(),
  memoryBytes: z.number(),
  nodejs: z.string(),
  server: z.string().meta({ description: 'the version that the primary says it has' }),
  variables: z
    .record(z.string(), z.string())
    .meta({ description: 'server variables that decide durability' }),
  images: z.array(imageSchema).optional().meta({
    description: 'every image that was used, with its packages; absent in records of before `ha-drill/run/4`',
  }),
});

/** Up to `ha-drill/run/3` the version of the server was called `mysql`, whatever server it was. */
function inTodaysWords(environment: unknown): unknown {
  if (typeof environment !== 'object' || environment === null || !('mysql' in environment))
    return environment;
  const { mysql, ...others } = environment;
  return { server: mysql, ...others };
}

/** `run.json`: what was run, with which parts, and how the run itself ended. Holds no secret. */
export const manifestSchema = z.object({
  format: z.string().meta({
    description:
      '`ha-drill/run/4`; records of `ha-drill/run/3`, without images, of `ha-drill/run/2`, in the words of MySQL, and of `ha-drill/run/1`, without hashes, can be judged all the same',
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
  scenarioFile: z.string().optional().meta({
    description: 'its path from where the command was given; absent in old records',
  }),
  origins: z.record(z.string(), z.string()).optional().meta({
    description:
      'where each objective of the scenario stands: a file and line, or an option; absent in old records',
  }),
  policy: recordedPolicySchema.optional().meta({
    description: 'what the policy of the project said; absent where there was none',
  }),
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
    configured: z
      .object({
        base: z.string(),
        paths: z.array(z.string()),
        changes: z.array(configChangeSchema),
        kept: z.array(z.string()).meta({
          description: 'settings of servers of which the files say nothing: they are those of `base`',
        }),
      })
      .optional()
      .meta({
        description:
          'configuration of the user in a topology of ha-drill, and each line that is not taken as it is',
      }),
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
  environment: z.preprocess(inTodaysWords, environmentSchema),
  files: z.record(z.string(), keptFileSchema).optional().meta({
    description: 'every file of the record but this one, at its end; absent while the drill runs',
  }),
  clock: z.object({
    errorMs: z.number().meta({ description: 'bound on the difference between harness and manager clocks' }),
    how: z.string(),
  }),
});
export type RunManifest = z.infer<typeof manifestSchema>;
