import { posix } from 'node:path';
import { RE2JS } from 're2js';
import { z } from 'zod';
import { engineNames } from '../engine/observation.ts';
import { places } from '../engine/places.ts';
import { replicationNames } from '../engine/replication/kinds.ts';
import { failoverToolNames } from '../failover/list.ts';

const service = z.string().min(1).max(100).meta({ description: 'a service of this compose file' });

const services = z.array(service).min(1).max(20);

/** One service, or a list. */
function eitherOne(place: { readonly service?: unknown; readonly services?: unknown }): boolean {
  return (place.service === undefined) !== (place.services === undefined);
}

export const port = z.number().int().min(1).max(65535);

/** The network of a run, as compose files of `topologies/` write it. */
const runNetwork = /^\$\{HA_DRILL_NET(:-[\d.]+)?\}/;

/** An address where a network is fixed; in the network of a run, what stands for that. */
const address = z.union(
  [z.ipv4(), z.string().regex(/^\$\{HA_DRILL_NET(:-[\d.]+)?\}\.\d{1,3}$/)],
  'expected an IPv4 address, or one in the network of the run as compose files write it',
);

/** Whether an address is one in the network of the run. */
export const isOfRun = (address: string): boolean => runNetwork.test(address);

/** An address of a section in a run whose network begins with `subnet`. */
export const addressIn = (subnet: string, address: string): string => address.replace(runNetwork, subnet);

const endpoint = z
  .object({
    service: service.optional(),
    services: services.optional().meta({
      description: 'or several, as a driver has them in its list: it goes on to the next that serves writes',
    }),
    address: address.optional().meta({
      description:
        'an address that moves between services, such as a virtual IP, in place of them; in a compose file of ours as it is written there, with the network of the run',
    }),
    name: z.hostname('expected a host name').optional().meta({
      description: 'a name that moves between services, in place of them: clients ask `resolver` for it',
    }),
    resolver: z
      .object({ service, port: port.default(53) })
      .strict()
      .optional()
      .meta({ description: 'the name server that knows the name: a service of this stack' }),
    port: port.optional(),
  })
  .strict()
  .refine(
    ({ address, name, service: one, services: several }) =>
      [address, name, one, several].filter((place) => place !== undefined).length === 1,
    'expected either service, services, address or name',
  )
  .refine(
    ({ name, resolver }) => (name === undefined) === (resolver === undefined),
    'expected `name` and `resolver` together',
  )
  .meta({
    description:
      'an address that applications use. Its port may be left out where its services are nodes: each has its own',
  });

const aMountPoint = 'expected the absolute path of a volume, such as /var/lib/mysql';

/** Folders of a container without which nothing in it works. */
const ofSystem =
  /^\/((bin|boot|dev|etc|lib|lib64|proc|root|run|sbin|sys|usr)(\/.*)?|home|opt|tmp|var|var\/(lib|log|run))?$/;

const mountPoint = z
  .string()
  .max(200, aMountPoint)
  .regex(/^(\/[\w.-]+)+$/, aMountPoint)
  .refine((path) => posix.normalize(path) === path && !ofSystem.test(path), aMountPoint);

/** The most characters of a parameter's value. */
export const longestValue = 200;

/** The `x-ha-drill` section of a topology's compose file. */
export const topologySchema = z
  .object({
    title: z.string().min(1).max(200).meta({ description: 'one line for people' }),
    engine: z.enum(engineNames).default('mysql').meta({ description: 'what the database servers are' }),
    replication: z.enum(replicationNames).meta({
      description:
        'the kind of replication. `semisync` promises that no write is answered without a replica that has it; `semisync-with-timeout` does not, once the time-out of the source has passed',
    }),
    nodes: z.array(service).min(1).meta({ description: 'the services that are database nodes' }),
    delayed: services
      .optional()
      .meta({ description: 'nodes that apply late on purpose, from which a restore may take the data' }),
    endpoints: z
      .object({ write: endpoint, read: endpoint.optional() })
      .strict()
      .meta({ description: 'where applications write and read' }),
    proxy: z
      .object({
        service: service.optional(),
        services: services.optional().meta({ description: 'or several of them' }),
      })
      .strict()
      .refine(eitherOne, 'expected either service or services')
      .optional()
      .meta({ description: 'the proxy in front of the nodes' }),
    manager: z
      .object({ service, port: z.number().int().min(1).max(65535) })
      .strict()
      .optional()
      .meta({
        description:
          'the failover manager of ha-drill and the port of its HTTP interface; short for `failover` with the tool `manager`',
      }),
    failover: z
      .object({
        tool: z.enum(failoverToolNames).meta({ description: 'who decides that another node leads' }),
        services: z.array(service).max(20).default([]).meta({ description: 'the services that it runs as' }),
        port: z
          .number()
          .int()
          .min(1)
          .max(65535)
          .optional()
          .meta({ description: 'the port of its HTTP interface, for tools that are asked' }),
      })
      .strict()
      .optional()
      .meta({
        description:
          'who fails over, where it is not `manager`. Where nothing is said: the group itself, or for other kinds nobody',
      }),
    backup: z
      .object({ service })
      .strict()
      .optional()
      .meta({ description: 'the backup service; it runs in drills that ask for backups (profile `backup`)' }),
    volumes: z
      .object({
        data: mountPoint
          .default(places.folders.data)
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
        z.string().regex(/^[A-Z][A-Z0-9_]{0,99}$/, 'expected a variable name such as REPLICA_NET_TIMEOUT'),
        z
          .object({
            description: z.string().max(1000).meta({ description: 'what it changes, with its unit' }),
            default: z
              .string()
              .max(longestValue)
              .meta({ description: 'the default that the variable has where this file uses it' }),
            pattern: z
              .string()
              .max(200)
              .refine(isRegularExpression, 'expected a regular expression in the syntax of RE2')
              .optional()
              .meta({ description: 'a regular expression (RE2); values must match it from end to end' }),
            secret: z
              .boolean()
              .default(false)
              .meta({ description: 'its value is struck out wherever it would be written' }),
          })
          .strict(),
      )
      .default({})
      .meta({ description: 'variables of this compose file that `--set NAME=value` changes' }),
  })
  .strict();

export type TopologySection = z.infer<typeof topologySchema>;

/** Whether a text is a regular expression in the syntax of RE2, which is matched in linear time. */
export function isRegularExpression(text: string): boolean {
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}
