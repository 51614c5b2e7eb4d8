import { z } from 'zod';
import { replicationNames } from '../engine/replication/kinds.ts';
import { routeNames } from './config/configure-proxy.ts';

const name = z.string().min(1).max(100);
const file = z.string().min(1).max(1000);

/** A file that puts configuration of the user into a topology of this project. */
export const configurationSchema = z
  .object({
    extends: z.string().min(1).max(1000).meta({
      description: 'the topology that the configuration is for: a name of `ha-drill list`, or a path',
    }),
    title: z.string().min(1).max(200).optional().meta({ description: 'one line for people' }),
    replication: z.enum(replicationNames).optional().meta({
      description:
        'the kind of replication, where the configuration makes another one of it. Where nothing is said: that of the topology, or `semisync-with-timeout` in place of `semisync` where the time-out of the source is less than an hour',
    }),
    config: z
      .object({
        node: file.optional().meta({ description: 'a my.cnf: the settings of each server' }),
        proxy: z
          .union([
            file,
            z
              .object({
                file,
                write: name.optional().meta({
                  description:
                    'its listen or frontend that applications write to; may be left out where there is one',
                }),
                read: name.optional().meta({ description: 'and the one that they read from' }),
                routes: z.enum(routeNames).default('failover').meta({
                  description:
                    'who leads clients to the primary: whoever fails over, as where a hook or a tool tells HAProxy, or the checks of this file alone',
                }),
              })
              .strict(),
          ])
          .optional()
          .meta({ description: 'a haproxy.cfg, or `file` with the names of its endpoints' }),
        manager: file.optional().meta({
          description: 'an orchestrator.conf.json, for a topology where Orchestrator fails over',
        }),
      })
      .strict()
      .refine((config) => Object.keys(config).length > 0, 'expected a file of at least one kind')
      .meta({ description: 'your files, in or below the folder of this one' }),
  })
  .strict();

export type ConfigurationFile = z.infer<typeof configurationSchema>;
