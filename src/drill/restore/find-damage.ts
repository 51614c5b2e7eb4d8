import { z } from 'zod';
import { environmentError } from '../../errors.ts';
import { matchSchema } from '../../formats/binlog/find.ts';
import { askBackup } from '../backups.ts';
import type { ClusterDrill } from '../drill.ts';
import { damageDone } from './damage-done.ts';
import { step } from './step.ts';

/**
 * Finds the transaction that destroyed data in the archive, as an operator would: by what it did to what. Resolves
 * with its GTID.
 *
 * @throws DrillError (exit 3) when there is none, or more than one
 */
export async function findDamage(drill: ClusterDrill): Promise<string> {
  const done = damageDone(drill.plan.scenario);
  if (!done) throw environmentError('No fault of the method destroys data: there is nothing to leave out.');
  const { kind, schema, table } = done;
  step(drill, 'find', `find the transaction: ${kind} of ${schema}${table === null ? '' : `.${table}`}`);
  const words = ['find', '--kind', kind, '--schema', schema, ...(table === null ? [] : ['--table', table])];
  const matches = z.array(matchSchema).parse(await askBackup(drill, words));
  const [match, ...others] = matches;
  if (!match || others.length > 0) {
    const found = matches.map(({ gtid, text }) => `${gtid} (${text})`).join('; ');
    throw environmentError(`Expected one ${kind} in the archive, found ${found || 'none'}.`);
  }
  const { gtid, committedAt, text, file } = match;
  drill.say('transaction-found', `${gtid}, committed ${committedAt}: ${text}`, { data: { gtid, file } });
  return gtid;
}
