import { z } from 'zod';
import { duration, rate } from '../../formats/units.ts';

/** One client beside the ledger: how it connects, and what it does when that fails. */
export const clientSchema = z
  .object({
    name: z
      .string()
      .max(40)
      .regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case words joined by hyphens')
      .meta({ description: 'lower-case words joined by hyphens' }),
    rate: rate.prefault('20/s').meta({ description: 'writes a second (open loop)' }),
    connections: z
      .number()
      .int()
      .min(1)
      .max(64)
      .default(4)
      .meta({ description: 'the most connections of its pool' }),
    driver: z.enum(['mysql2', 'mariadb']).default('mysql2').meta({
      description:
        'a driver of npm. Without TLS mysql2 asks a server for its public key; mariadb does not, and can log in only where the server has its password in a cache',
    }),
    pool: z
      .boolean()
      .default(true)
      .meta({ description: "the driver's own pool; `false`: a fresh connection for each write" }),
    connect: z.enum(['endpoint', 'nodes', 'name']).default('endpoint').meta({
      description:
        'to the write endpoint of the topology; to a list of all nodes, of which the first that serves is used; or by a name of the primary, a DNS record that is changed as soon as another node is seen to accept writes',
    }),
    nameCache: z
      .union([duration, z.literal('forever')])
      .prefault('0s')
      .meta({
        description:
          'for so long an address is used again for new connections, whatever the name leads to by then',
      }),
    tls: z.enum(['off', 'preferred', 'required']).default('off').meta({
      description: 'encrypted, if the server can, or else not at all; the certificate is not verified',
    }),
    account: z.enum(['shared', 'own']).default('shared').meta({
      description:
        'with which account it logs in: `shared` with the ledger, which warms the password caches of servers; or its `own`, which was used on the first primary alone, so that a new primary does not know its password yet',
    }),
    onReadOnly: z.enum(['keep', 'drop']).default('keep').meta({
      description:
        'what becomes of a connection whose server refuses a write as it is read-only (error 1290): drivers keep it',
    }),
    maxLifetime: duration
      .optional()
      .meta({ description: 'a connection that is older is closed after its write; without it none is' }),
    queryTimeout: duration.optional().meta({
      description: 'a write is waited for no longer, and its connection is closed; drivers wait for ever',
    }),
    prepared: z.boolean().default(false).meta({ description: 'by prepared statements of the server' }),
    rto: duration
      .optional()
      .meta({ description: 'objective: this client must write again within this, whatever others do' }),
  })
  .strict();

export type ClientSettings = z.output<typeof clientSchema>;

/** The clients of a scenario, each named once. */
export const clientsSchema = z
  .array(clientSchema)
  .min(1)
  .max(16)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'expected each name once');

/** The same as a record has them: parsed, so that durations are numbers of ms. */
export const recordedClients = z.array(
  z.looseObject({ name: z.string(), rate: z.number().positive(), rto: z.number().min(0).optional() }),
);
