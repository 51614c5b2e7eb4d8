import { environmentError } from '../../../../errors.ts';
import { formatPosition, parsePosition } from '../../../../formats/mariadb-gtid.ts';
import type { Backup } from '../store/schema.ts';

/**
 * What mariadb-backup says of a backup that it took, in the two files that it leaves beside it.
 *
 * @throws DrillError (exit 3) where one of the facts is missing: nothing can be replayed onto such a backup
 */
export function factsOf(
  checkpoints: string,
  info: string,
): Pick<Backup, 'gtids' | 'fromLsn' | 'toLsn' | 'tool'> {
  const [, gtids] = /GTID of the last change '([^']*)'/.exec(info) ?? [];
  const version = told(info, 'tool_version');
  const server = told(info, 'server_version');
  const fromLsn = told(checkpoints, 'from_lsn');
  const toLsn = told(checkpoints, 'to_lsn');
  if (gtids === undefined || fromLsn === undefined || toLsn === undefined) {
    throw environmentError('mariadb-backup does not say where in the history its copy is.', {
      hint: 'the server needs a binary log (log_bin), and on a replica log_slave_updates',
    });
  }
  const tool = `mariadb-backup ${version}, server ${server}`;
  return { gtids: formatPosition(parsePosition(gtids)), fromLsn, toLsn, tool };
}

function told(text: string, name: string): string | undefined {
  return new RegExp(`^${name} = (.*)$`, 'm').exec(text)?.[1]?.trim();
}
