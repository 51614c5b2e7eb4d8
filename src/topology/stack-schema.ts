import { z } from 'zod';
import { port, topologySchema } from './schema.ts';

const file = z.string().min(1).max(1000);
const command = z.string().min(1).max(1000);

/** An account of the stack. Its password is in no file of ours. */
const account = z
  .object({
    user: z.string().min(1).max(32),
    passwordVariable: z
      .string()
      .regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable')
      .meta({ description: 'the variable of the environment of ha-drill that holds its password' }),
  })
  .strict();

/** `ha-drill.yml`: a stack of the user's own, told beside its compose files, which stay as they are. */
export const stackSchema = topologySchema
  .omit({ manager: true, backup: true, title: true, parameters: true })
  .extend({
    title: topologySchema.shape.title.optional(),
    compose: z
      .union([file, z.array(file).min(1).max(20)])
      .meta({ description: 'the compose file of the stack, or several, as with `docker compose -f`' }),
    profiles: z
      .array(z.string().min(1))
      .max(20)
      .default([])
      .meta({ description: 'profiles of Compose that are started, too' }),
    envFiles: z
      .array(file)
      .max(20)
      .default([])
      .meta({ description: 'files with the variables of the compose files, as with `--env-file`' }),
    variables: z
      .array(z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable'))
      .max(100)
      .default([])
      .meta({
        description:
          'variables of the environment of ha-drill that the compose files get. They get no others, apart from those of `.env` and `envFiles`',
      }),
    scale: z.record(z.string().min(1).max(100), z.number().int().min(1).max(20)).default({}).meta({
      description:
        'how many containers a service runs as, as with `--scale`. Each is a service of the copy then: `mysql-1`, `mysql-2`, which others find as `mysql`, too',
    }),
    admin: account.optional().meta({
      description:
        'an account that may make accounts. Where nothing is said: root, with the password that its container got',
    }),
    application: account.optional().meta({
      description:
        'an account of your applications, for what goes through the endpoints, where a proxy lets in only those that it knows. It is granted two schemas of the drill. Where nothing is said: one that is made for the drill',
    }),
    port: z
      .union([port, z.record(z.string(), port)])
      .optional()
      .meta({ description: 'of the servers, where it is not 3306: one for all, or one by node' }),
    setup: command.optional().meta({
      description:
        'a command of yours that sets the stack up after each start, such as the script that makes replicas follow. It runs by sh in the folder of this file once every server answers; `docker` and `docker compose` in it act on the copy',
    }),
    recovery: z
      .object({
        rejoin: command.optional().meta({ description: 'lets a node that runs follow the primary again' }),
        rebuild: command.optional().meta({ description: 'gives a node the data of the primary anew' }),
        reboot: command.optional().meta({ description: 'brings back a cluster in which no node leads' }),
      })
      .strict()
      .default({})
      .meta({
        description:
          'your own commands, run by sh in the folder of this file, as `setup` is. HA_DRILL_NODE, HA_DRILL_PRIMARY and COMPOSE_PROJECT_NAME are set',
      }),
  })
  .strict();

export type NamedAccount = z.infer<typeof account>;
export type StackFile = z.infer<typeof stackSchema>;
