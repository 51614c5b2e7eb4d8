import { z } from 'zod';
import { replicationNames } from '../replication/list.ts';

const service = z.string().min(1).meta({ description: 'a service of this compose file' });

const endpoint = z
  .object({ service, port: z.number().int().min(1).max(65535) })
  .strict()
  .meta({ description: 'an address that applications use' });

const mountPoint = z.string().regex(/^\/[\w./-]+$/, 'expected an absolute path');

/** The `x-ha-drill` section of a topology's compose file. */
export const topologySchema = z
  .object({
    title: z.string().min(1).meta({ description: 'one line for people' }),
    replication: z.enum(replicationNames).meta({ description: 'the kind of replication' }),
    nodes: z.array(service).min(1).meta({ description: 'the services that are database nodes' }),
    endpoints: z
      .object({ write: endpoint, read: endpoint.optional() })
      .strict()
      .meta({ description: 'where applications write and read' }),
    proxy: z.object({ service }).strict().optional().meta({ description: 'the proxy in front of the nodes' }),
    manager: z
      .object({ service, port: z.number().int().min(1).max(65535) })
      .strict()
      .optional()
      .meta({ description: 'the failover manager and the port of its HTTP interface' }),
    backup: z
      .object({ service })
      .strict()
      .optional()
      .meta({ description: 'the backup service; it runs in drills that ask for backups (profile `backup`)' }),
    volumes: z
      .object({
        data: mountPoint
          .default('/var/lib/mysql')
          .meta({ description: 'the volume with the data of a node' }),
        binlog: mountPoint
          .optional()
          .meta({ description: 'the volume with its binary logs, where they have one of their own' }),
      })
      .strict()
      .prefault({})
      .meta({ description: 'where every node mounts its volumes' }),
    parameters: z
      .record(
        z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'expected a variable name such as REPLICA_NET_TIMEOUT'),
        z
          .object({
            description: z.string().meta({ description: 'what it changes, with its unit' }),
            default: z
              .string()
              .meta({ description: 'the default that the variable has where this file uses it' }),
            pattern: z
              .string()
              .refine(isRegularExpression, 'expected a regular expression')
              .optional()
              .meta({ description: 'a regular expression; values must match it from end to end' }),
          })
          .strict(),
      )
      .default({})
      .meta({ description: 'variables of this compose file that `--set NAME=value` changes' }),
  })
  .strict();

export type TopologySection = z.infer<typeof topologySchema>;

/** Whether a text compiles as a regular expression. */
export function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
