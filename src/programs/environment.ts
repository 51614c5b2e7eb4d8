import { z } from 'zod';
import { usageError } from '../errors.ts';
import type { ServerAddress } from './mysql/session.ts';

/** Schemas of environment variables, which are texts, and what their values mean. */
export const milliseconds = z.coerce.number().int().min(10).max(3_600_000);
export const port = z.coerce.number().int().min(1).max(65535);
export const words = z.string().transform((text) => text.split(/\s+/).filter((word) => word !== ''));

/** Nodes such as `db1 db2:3307`. */
export const nodes = words.pipe(
  z
    .array(
      z
        .string()
        .regex(/^\w[\w.-]*(:\d+)?$/, 'expected node names such as "db1 db2:3307"')
        .transform(toAddress),
    )
    .min(1, 'expected the names of the nodes, such as "db1 db2 db3"'),
);

/** The accounts by which every service reaches the nodes. */
export const accountVariables = {
  HA_DRILL_ADMIN_PASSWORD: z.string().min(1),
  HA_DRILL_REPLICATION_PASSWORD: z.string().min(1),
  ADMIN_USER: z.string().min(1).default('ha_admin'),
  REPLICATION_USER: z.string().min(1).default('ha_replication'),
};

/**
 * The configuration of a service of the cluster, from its environment.
 *
 * @throws DrillError (exit 64) that names every variable that is wrong, and what was expected
 */
export function readEnvironment<T>(
  service: string,
  schema: z.ZodType<T>,
  environment: Readonly<Record<string, string | undefined>>,
): T {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw usageError(
    `The ${service} cannot start with these variables:\n${issues.join('\n')}`,
    'they are described in topologies/semisync/compose.yml',
  );
}

function toAddress(text: string): ServerAddress {
  const [name = '', nodePort] = text.split(':');
  return { name, host: name, port: Number(nodePort ?? 3306) };
}
