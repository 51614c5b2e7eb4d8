import { z } from 'zod';
import { accountVariables, nodes, readEnvironment } from '../../../environment.ts';
import type { Account, ServerAddress } from '../../../mysql/session.ts';
import type { BackupEvent } from '../../common/words.ts';

/** An empty text is no number, though JavaScript reads it as 0. */
const seconds = z.string().regex(/^\d+$/, 'expected whole seconds').transform(Number);

const environmentSchema = z
  .object({
    ...accountVariables,
    NODES: nodes,
    BACKUP_OF: z.string().min(1),
    STORE: z.string().default('/var/lib/ha-drill-store'),
    FULL_EVERY_S: seconds.default(0),
    BETWEEN: z.enum(['incremental', 'differential']).default('incremental'),
    BETWEEN_EVERY_S: seconds.default(0),
    ARCHIVE_LAG_S: seconds.default(10),
    KEEP_FULL: z.coerce.number().int().min(1).default(7),
  })
  .superRefine(({ NODES, BACKUP_OF }, context) => {
    if (NODES.some(({ name }) => name === BACKUP_OF)) return;
    const message = `expected one of NODES, the one whose data folder is mounted here, found "${BACKUP_OF}"`;
    context.addIssue({ code: 'custom', path: ['BACKUP_OF'], message });
  });

/** What the backup service of MariaDB is told by its environment. Times in ms. */
export type MariabackupConfig = {
  readonly nodes: readonly ServerAddress[];
  /** The node whose data folder is mounted here. */
  readonly source: ServerAddress;
  readonly admin: Account;
  readonly replication: Account;
  /** The folder that holds everything; a volume of its own. */
  readonly store: string;
  /** From one full backup to the next; null when they are taken on demand only. */
  readonly fullEveryMs: number | null;
  /** What is taken between full backups, and how often; null for never. */
  readonly between: 'incremental' | 'differential';
  readonly betweenEveryMs: number | null;
  /** How late the archive may be before it counts as stale. */
  readonly archiveLagMs: number;
  readonly keepFull: number;
};

export type Context = MariabackupConfig & { emit(event: BackupEvent): void };

/** @throws DrillError (exit 64) that names every variable that is wrong, and what was expected */
export function mariabackupConfigFrom(
  environment: Readonly<Record<string, string | undefined>>,
): MariabackupConfig {
  const variables = readEnvironment('backup service', environmentSchema, environment);
  const source = variables.NODES.find(({ name }) => name === variables.BACKUP_OF);
  if (!source) throw new Error('BACKUP_OF is one of NODES: that was made sure of.');
  return {
    nodes: variables.NODES,
    source,
    admin: { user: variables.ADMIN_USER, password: variables.HA_DRILL_ADMIN_PASSWORD },
    replication: { user: variables.REPLICATION_USER, password: variables.HA_DRILL_REPLICATION_PASSWORD },
    store: variables.STORE,
    fullEveryMs: variables.FULL_EVERY_S * 1000 || null,
    between: variables.BETWEEN,
    betweenEveryMs: variables.BETWEEN_EVERY_S * 1000 || null,
    archiveLagMs: variables.ARCHIVE_LAG_S * 1000,
    keepFull: variables.KEEP_FULL,
  };
}
