import { z } from 'zod';
import { usageError } from '../../errors.ts';
import { accountVariables, milliseconds, nodes, port, readEnvironment, words } from '../environment.ts';
import type { Account, ServerAddress } from '../mysql/session.ts';
import type { Rules } from './decide/rules.ts';

const endpoint = z
  .string()
  .regex(/^[^:\s]+:\d+$/, 'expected host:port')
  .transform((text) => ({ host: text.split(':')[0] ?? '', port: Number(text.split(':')[1]) }));

/** `none`: the proxy, if there is one, finds the primary by checks of its own. */
const proxy = z.union(
  [z.literal('none').transform(() => undefined), endpoint],
  'expected host:port, or none',
);

const priorities = words.pipe(
  z.array(z.string().regex(/^[\w.-]+=(prefer|neutral|never)$/, 'expected priorities such as "db2=prefer"')),
);

const delays = words.pipe(
  z.array(z.string().regex(/^[\w.-]+=\d+$/, 'expected nodes and seconds such as "db4=3600"')),
);

/** The environment variables of the manager. */
const environmentSchema = z.object({
  ...accountVariables,
  NODES: nodes,
  PRIORITIES: priorities.default([]),
  DELAYS: delays.default([]),
  HAPROXY: proxy,
  HTTP_PORT: port.default(8080),
  POLL_MS: milliseconds.default(100),
  CONFIRM_MS: milliseconds.default(1000),
  SILENCE_MS: milliseconds.default(1000),
  CUT_OFF_MS: milliseconds.default(2500),
  ACKNOWLEDGEMENTS: z.coerce.number().int().min(0).max(1).default(1),
  HEARTBEAT_MS: milliseconds.default(250),
  GRACE_MS: milliseconds.default(5000),
  MIN_FAILOVER_INTERVAL_MS: z.coerce.number().int().min(0).default(15_000),
  MIN_FREE_DISK_MB: z.coerce.number().min(0).default(256),
  ALLOW_DATA_LOSS: z.stringbool().default(false),
  WEBHOOK_URL: z.union([z.url(), z.literal('')]).default(''),
});

export type ManagerConfig = {
  readonly nodes: readonly ServerAddress[];
  readonly admin: Account;
  readonly replication: Account;
  readonly haproxy: { readonly host: string; readonly port: number } | undefined;
  readonly httpPort: number;
  readonly pollMs: number;
  readonly heartbeatMs: number;
  readonly webhookUrl: string | undefined;
  readonly rules: Rules;
};

/**
 * The manager's configuration from its environment.
 *
 * @throws DrillError (exit 64) that names every variable that is wrong, and what was expected
 */
export function configFrom(environment: Readonly<Record<string, string | undefined>>): ManagerConfig {
  const variables = readEnvironment('failover manager', environmentSchema, environment);
  const addresses = variables.NODES;
  return {
    nodes: addresses,
    admin: { user: variables.ADMIN_USER, password: variables.HA_DRILL_ADMIN_PASSWORD },
    replication: { user: variables.REPLICATION_USER, password: variables.HA_DRILL_REPLICATION_PASSWORD },
    haproxy: variables.HAPROXY,
    httpPort: variables.HTTP_PORT,
    pollMs: variables.POLL_MS,
    heartbeatMs: variables.HEARTBEAT_MS,
    webhookUrl: variables.WEBHOOK_URL || undefined,
    rules: {
      nodes: addresses.map((node) => node.name),
      priorities: prioritiesOf(variables.PRIORITIES, addresses),
      delays: delaysOf(variables.DELAYS, addresses),
      acknowledgements: variables.ACKNOWLEDGEMENTS,
      confirmMs: variables.CONFIRM_MS,
      suspectMs: 3 * variables.POLL_MS,
      silenceMs: variables.SILENCE_MS,
      cutOffMs: variables.CUT_OFF_MS,
      minFailoverIntervalMs: variables.MIN_FAILOVER_INTERVAL_MS,
      minFreeDiskBytes: variables.MIN_FREE_DISK_MB * 2 ** 20,
      graceMs: variables.GRACE_MS,
      repairEveryMs: 1000,
      allowDataLoss: variables.ALLOW_DATA_LOSS,
    },
  };
}

function prioritiesOf(texts: readonly string[], known: readonly ServerAddress[]): Rules['priorities'] {
  return Object.fromEntries(byNode('PRIORITIES', texts, known)) as Rules['priorities'];
}

function delaysOf(texts: readonly string[], known: readonly ServerAddress[]): Rules['delays'] {
  return Object.fromEntries(byNode('DELAYS', texts, known).map(([node, seconds]) => [node, Number(seconds)]));
}

/** The entries of a variable such as `db2=prefer db3=never`. */
function byNode(variable: string, texts: readonly string[], known: readonly ServerAddress[]) {
  const entries = texts.map((text) => text.split('='));
  for (const [name] of entries) {
    if (!known.some((node) => node.name === name)) {
      throw usageError(
        `${variable} names ${name}, which is no node: expected ${known.map((node) => node.name).join(', ')}.`,
      );
    }
  }
  return entries;
}
