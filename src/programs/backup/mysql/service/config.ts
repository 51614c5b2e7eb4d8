import { z } from 'zod';
import { accountVariables, nodes, readEnvironment } from '../../../environment.ts';
import type { Account, ServerAddress } from '../../../mysql/session.ts';
import { archiveNames } from '../archive/names.ts';
import { fullNames } from '../full/names.ts';

/** An empty text is no number, though JavaScript reads it as 0. */
const seconds = z.string().regex(/^\d+$/, 'expected whole seconds').transform(Number);

const environmentSchema = z.object({
  ...accountVariables,
  NODES: nodes,
  STORE: z.string().default('/var/lib/ha-drill-store'),
  FULL_METHOD: z.enum(fullNames).default('clone'),
  FULL_EVERY_S: seconds.default(0),
  ARCHIVE_METHOD: z.enum(archiveNames).default('mysqlbinlog'),
  ACKNOWLEDGED_BY: z.coerce.number().int().min(1).default(1),
  ACKNOWLEDGING_REPLICAS: z.coerce.number().int().min(0).default(0),
  ARCHIVE_LAG_S: seconds.default(10),
  KEEP_FULL: z.coerce.number().int().min(1).default(7),
  KEEP_FOR_S: seconds.default(0),
});

/** What the backup service is told by its environment. Times in ms. */
export type BackupConfig = {
  readonly nodes: readonly ServerAddress[];
  readonly admin: Account;
  readonly replication: Account;
  /** The folder that holds everything; a volume of its own. */
  readonly store: string;
  readonly fullMethod: (typeof fullNames)[number];
  /** From one full backup to the next; null when they are taken on demand only. */
  readonly fullEveryMs: number | null;
  readonly archiveMethod: (typeof archiveNames)[number];
  /** How late the archive may be before it counts as stale. */
  readonly archiveLagMs: number;
  readonly keepFull: number;
  /** How far back each moment stays restorable; null where only the number of full backups counts. */
  readonly keepForMs: number | null;
};

/**
 * An acknowledgement of the receiver in place of a replica's would let a commit be answered that no node has but the
 * primary: a failover would lose it, although the archive has it.
 */
const allAcknowledge = environmentSchema.superRefine((variables, context) => {
  const replicas = variables.ACKNOWLEDGING_REPLICAS;
  if (variables.ARCHIVE_METHOD !== 'receiver' || variables.ACKNOWLEDGED_BY > replicas) return;
  context.addIssue({
    code: 'custom',
    path: ['ACKNOWLEDGED_BY'],
    message: `expected ${replicas + 1} with ARCHIVE_METHOD=receiver, which acknowledges as ${replicas} replicas do. With less, a failover to a replica that was not waited for loses acknowledged writes`,
  });
});

/** @throws DrillError (exit 64) that names every variable that is wrong, and what was expected */
export function backupConfigFrom(environment: Readonly<Record<string, string | undefined>>): BackupConfig {
  const variables = readEnvironment('backup service', allAcknowledge, environment);
  return {
    nodes: variables.NODES,
    admin: { user: variables.ADMIN_USER, password: variables.HA_DRILL_ADMIN_PASSWORD },
    replication: { user: variables.REPLICATION_USER, password: variables.HA_DRILL_REPLICATION_PASSWORD },
    store: variables.STORE,
    fullMethod: variables.FULL_METHOD,
    fullEveryMs: variables.FULL_EVERY_S * 1000 || null,
    archiveMethod: variables.ARCHIVE_METHOD,
    archiveLagMs: variables.ARCHIVE_LAG_S * 1000,
    keepFull: variables.KEEP_FULL,
    keepForMs: variables.KEEP_FOR_S * 1000 || null,
  };
}
