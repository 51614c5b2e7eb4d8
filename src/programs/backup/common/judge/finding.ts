/** Everything that can be found wrong with a store, how bad it is, and what to do about it. */
export const findingKinds = {
  'no-full-backup': { severity: 'error', remedy: 'take a full backup now' },
  'backup-too-old': { severity: 'error', remedy: 'find out why the schedule took none; take one now' },
  'manifest-broken': {
    severity: 'error',
    remedy: 'what it describes cannot be trusted: take a full backup, and look at the disk of the store',
  },
  'file-missing': {
    severity: 'error',
    remedy: 'take a full backup; find out who could delete from the store',
  },
  'file-truncated': { severity: 'error', remedy: 'take a full backup; look at the disk of the store' },
  'file-corrupt': { severity: 'error', remedy: 'take a full backup; look at the disk of the store' },
  'gtid-set-wrong': {
    severity: 'error',
    remedy: 'do not restore from it: replay would skip or repeat transactions; take a full backup',
  },
  'binlog-missing': {
    severity: 'error',
    remedy: 'fetch the transactions from a server that still has them, or take a full backup',
  },
  'base-missing': {
    severity: 'error',
    remedy: 'an incremental backup is worth nothing without those it builds on: take a full backup',
  },
  'archive-stale': { severity: 'error', remedy: 'start the archive again; it goes on where it stopped' },
  'store-full': { severity: 'error', remedy: 'give the volume more room, or let retention keep less' },
  'not-restorable': {
    severity: 'error',
    remedy:
      'it was taken without a consistent position, or does not have what its manifest says: take a full backup, and find out how this one was made',
  },
  'rows-differ': {
    severity: 'error',
    remedy: 'do not restore from it: what it gives back is not what the cluster has; take a full backup',
  },
  incomplete: { severity: 'warning', remedy: 'it goes when the backup service starts next' },
} as const satisfies Record<string, { severity: 'error' | 'warning'; remedy: string }>;
export type FindingName = keyof typeof findingKinds;

/** One thing that is wrong with a store. */
export type Finding = {
  readonly name: FindingName;
  readonly severity: 'error' | 'warning';
  /** A path from the root of the store; empty for the store itself. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy: string;
};

/** A finding, with the severity and the remedy of its kind. */
export function finding(name: FindingName, where: string, expected: string, found: string): Finding {
  return { name, ...findingKinds[name], where, expected, found };
}
