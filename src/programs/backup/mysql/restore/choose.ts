import { environmentError } from '../../../../errors.ts';
import type { ChainFile } from '../../../../formats/binlog/chain.ts';
import { parseGtidSet } from '../../../../formats/gtid.ts';
import type { ReadFile, RestoreGoal } from '../../common/restore/goal.ts';
import { planReplay } from '../replay/plan.ts';
import type { ReplayPlan } from '../replay/types.ts';
import type { FullBackup } from '../store/schema.ts';

/** A full backup, and what is to be replayed onto it. */
export type RestorePlan = { readonly full: FullBackup; readonly replay: ReplayPlan };

/**
 * The newest full backup from which the goal can be reached, with the plan of the replay.
 *
 * @param fulls of one timeline, the oldest first
 * @throws DrillError (exit 3) with the reason for each backup, when none leads there
 */
export async function chooseBackup(
  fulls: readonly FullBackup[],
  files: readonly ChainFile[],
  goal: RestoreGoal,
  read: ReadFile,
): Promise<RestorePlan> {
  const refusals: string[] = [];
  const newest = fulls.at(-1);
  if (goal.kind === 'full') {
    if (newest) return { full: newest, replay: nothingAfter(newest) };
    throw environmentError('There is no full backup to restore.');
  }
  for (const full of fulls.toReversed()) {
    const replay = await planReplay({ files, base: parseGtidSet(full.gtids), goal }, read);
    if (replay.kind === 'plan') return { full, replay };
    refusals.push(`  ${full.id}: ${replay.text}`);
  }
  const why = refusals.length > 0 ? `:\n${refusals.join('\n')}` : ': there is none.';
  throw environmentError(`No full backup leads to what is to be restored${why}`, {
    hint: 'node /app/backup.mjs verify judges the whole store; list shows what is there',
  });
}

function nothingAfter({ gtids }: FullBackup): ReplayPlan {
  return { kind: 'plan', files: [], skip: null, after: gtids, transactions: 0, bytes: 0, notes: [] };
}
