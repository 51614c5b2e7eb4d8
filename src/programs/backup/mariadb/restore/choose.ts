import { environmentError } from '../../../../errors.ts';
import { parsePosition } from '../../../../formats/mariadb-gtid.ts';
import type { ReadFile, RestoreGoal } from '../../common/restore/goal.ts';
import type { ArchivedFile } from '../archive/files.ts';
import { planReplay, type Refusal, type ReplayPlan } from '../replay/plan.ts';
import { chainTo } from '../store/chain.ts';
import type { Backup } from '../store/schema.ts';

/** A backup, all that it is made of, and what is to be replayed onto it. */
export type RestorePlan = {
  readonly backup: Backup;
  readonly chain: readonly Backup[];
  readonly replay: ReplayPlan;
};

/**
 * The newest backup from which the goal can be reached, with the plan of the replay.
 *
 * @param backups of one timeline, the oldest first
 * @throws DrillError (exit 3) with the reason for each backup, when none leads there
 */
export async function chooseBackup(
  backups: readonly Backup[],
  files: readonly ArchivedFile[],
  goal: RestoreGoal,
  read: ReadFile,
): Promise<RestorePlan> {
  const refusals: string[] = [];
  for (const backup of backups.toReversed()) {
    const chain = chainTo(backup, backups);
    if ('missing' in chain) {
      refusals.push(`  ${backup.id}: it builds on ${chain.missing}, which is not there.`);
      continue;
    }
    const replay = await replayOnto(backup, files, goal, read);
    if (replay.kind === 'plan') return { backup, chain, replay };
    refusals.push(`  ${backup.id}: ${replay.text}`);
  }
  const why = refusals.length > 0 ? `:\n${refusals.join('\n')}` : ': there is none.';
  throw environmentError(`No backup leads to what is to be restored${why}`, {
    hint: 'node /app/backup.mjs verify judges the whole store; list shows what is there',
  });
}

async function replayOnto(
  { gtids }: Backup,
  files: readonly ArchivedFile[],
  goal: RestoreGoal,
  read: ReadFile,
): Promise<ReplayPlan | Refusal> {
  if (goal.kind !== 'full') return planReplay({ files, base: parsePosition(gtids), goal }, read);
  const nothing = { files: [], skip: null, transactions: 0, bytes: 0, notes: [] };
  return { kind: 'plan', ...nothing, after: gtids, reached: gtids };
}
