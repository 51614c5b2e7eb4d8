import { z } from 'zod';

const flagValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]);

/** A path or a name as people write one. */
const path = z.string().min(1);

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
    defaults: z.record(z.string(), z.record(z.string(), flagValue)).optional().meta({
      description:
        'values of flags by command, such as `run: { repeat: 3 }`. A flag that may be given more than once takes a list, one without a value true',
    }),
  })
  .strict();

export type ProjectFile = z.output<typeof projectSchema>;
