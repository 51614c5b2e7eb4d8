import { z } from 'zod';
import { environmentError } from '../../errors.ts';
import { askBackup } from '../backups.ts';
import type { ClusterDrill } from '../drill.ts';
import { damageDone } from './damage-done.ts';
import { goalOf } from './from-backup.ts';
import { step } from './step.ts';

/** What the backup service answers of a table that it replaced. */
export const replacedTableSchema = z.object({
  /** Where the damaged one stands; null where there was none. */
  damaged: z.string().nullable(),
  rows: z.number().int(),
});

/** Restores beside the living cluster, and puts the table in the place of the damaged one. */
export async function restoreTable(drill: ClusterDrill): Promise<void> {
  const done = damageDone(drill.plan.scenario);
  if (!done?.table) throw environmentError('No fault of the method damages a table.');
  const words = await goalOf(drill, 'without-fault');
  const name = `${done.schema}.${done.table}`;
  step(drill, 'restore', `restore beside the cluster: ${words.join(' ')}`);
  await askBackup(drill, ['restore', ...words]);
  step(drill, 'replace-table', `put the restored ${name} in the place of the damaged one`);
  const { damaged, rows } = replacedTableSchema.parse(await askBackup(drill, ['replace-table', name]));
  const aside = damaged === null ? '' : `; the damaged one is ${damaged} now`;
  drill.say('data-restored', `${name} is the restored table, with ${rows} rows${aside}`);
  await askBackup(drill, ['release']);
}
