import type { ServiceEvent } from '../../event-log.ts';

/** The words by which the backup service tells what it does. */
export const backupWords = {
  'backup-service-started': 'the service started',
  'archive-following': 'the binary logs of a node are archived (node, data.archive, data.file)',
  'archive-interrupted': 'they no longer are, with the reason (node, text)',
  'archive-gap': 'transactions are missing in the archive for good (node, data.gtids)',
  'backup-started': 'a full backup of a node began (node, data.backup)',
  'backup-progress': 'how far it is (data.doneBytes, data.totalBytes, data.leftMs)',
  'backup-completed': 'it is whole and counts (node, data.backup, data.bytes, data.gtids)',
  'backup-failed': 'it failed, and nothing of it counts (node, text)',
  'backup-compared': 'it was restored and compared row by row (data.rows, data.differences)',
  'backup-verified': 'all backups were judged; the newest was restored (data.findings, data.rows)',
  'restore-started': 'a full backup is being restored (data.full, data.fullBytes, data.bytes)',
  'restore-progress': 'how far it is (data.doneBytes, data.totalBytes, data.leftMs)',
  'restore-loaded': 'the full backup is loaded (data.full)',
  'restore-replayed': 'the binary logs after it are replayed (data.transactions, data.abandoned)',
  'restore-failed': 'nothing was restored (text)',
  'backup-note': 'something that an operator should know (text)',
} as const;

export type BackupWord = keyof typeof backupWords;
export type BackupEvent = ServiceEvent<BackupWord>;
